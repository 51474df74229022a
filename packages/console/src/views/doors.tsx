import { useState } from "preact/hooks";
import { Choice, Field } from "../parts/fields.tsx";
import { Badge, Empty, Head, Shown, Table } from "../parts/layout.tsx";
import { useCloud, useLive } from "../live.ts";
import { to } from "../route.ts";
import type { Door, Units } from "../shapes.ts";
import { showBrief } from "../time.ts";

/** Every function with how it does: calls, latency, and what a call costs at the table. */
export function DoorsView() {
  const { pulse } = useCloud();
  const [wanted, setWanted] = useState("");
  const [which, setWhich] = useState("called");
  const doors = useLive<readonly Door[]>("/functions", pulse.runs);
  return (
    <>
      <Head
        title="Doors"
        about="A function each: behind HTTP, the stream, a schedule or a workflow. Times are this machine's; units are counted from the requests by AWS's rule, ≈ where an item's size was guessed."
      />
      <div class="filters">
        <Field
          id="door"
          type="search"
          label="Find by name or route"
          value={wanted}
          onInput={setWanted}
          placeholder="transfer, POST /api/v1/auth…"
        />
        <Choice
          id="which"
          label="Show"
          value={which}
          onChange={setWhich}
          options={[
            { value: "called", name: "those that were called" },
            { value: "failed", name: "those with failures" },
            { value: "all", name: "all" },
          ]}
        />
      </div>
      <Shown of={doors}>{(value) => <DoorTable doors={chosen(value, wanted, which)} all={value.length} />}</Shown>
    </>
  );
}

function chosen(doors: readonly Door[], wanted: string, which: string): readonly Door[] {
  const text = wanted.trim().toLowerCase();
  return doors
    .filter(({ calls, failures }) => which === "all" || (which === "failed" ? failures > 0 : calls > 0))
    .filter(({ name, routes }) => [name, ...routes].some((each) => each.toLowerCase().includes(text)))
    .toSorted((a, b) => (b.last_at ?? "").localeCompare(a.last_at ?? "") || a.name.localeCompare(b.name));
}

function DoorTable({ doors, all }: { readonly doors: readonly Door[]; readonly all: number }) {
  const { pulse } = useCloud();
  if (doors.length === 0)
    return <Empty>None of the {all} doors is like this yet. Choose “all” to see every one.</Empty>;
  return (
    <>
      <p class="soft small" role="status">
        {doors.length} of {all}
      </p>
      <Table
        label="Doors"
        columns={["Door", "Calls", "Failures", "p50", "p95", "Units a call", "Warm", "Last"]}
        figures={[1, 2, 3, 4, 5, 6, 7]}
        rows={doors.map((door) => ({
          key: door.name,
          cells: [
            <span class="lines">
              <a href={to("doors", door.name)}>{door.name}</a>
              <span class="soft small route">{door.routes[0] ?? door.url ?? ""}</span>
            </span>,
            String(door.calls),
            door.failures === 0 ? "0" : <Badge word={String(door.failures)} tone="bad" />,
            showMs(door.p50_ms),
            showMs(door.p95_ms),
            showUnits(door.units),
            String(door.instances),
            door.last_at === null ? "–" : showBrief(door.last_at, pulse.now),
          ],
        }))}
      />
    </>
  );
}

export function showMs(ms: number | null): string {
  return ms === null ? "–" : `${ms} ms`;
}

/** `3 R 10 W`: read and write units. */
export function showUnits(units: Units | null): string {
  if (units === null) return "–";
  const { read, write, exact } = units;
  return `${exact ? "" : "≈ "}${read} R ${write} W`;
}
