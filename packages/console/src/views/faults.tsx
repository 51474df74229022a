import { useState } from "preact/hooks";
import { Button, Choice, Field, Form } from "../parts/fields.tsx";
import { Badge, Empty, Head, Panel, Shown, Table } from "../parts/layout.tsx";
import { type Task, useCloud, useLive, useTask } from "../live.ts";
import type { EngineFaults, SimulatorFaults } from "../shapes.ts";
import { turn } from "../surface.ts";

/** What each fault of the engine is, in words. */
const KINDS = [
  ["transactionConflict", "Transactions conflict", "Another transaction is under way on one of the items."],
  ["throttling", "Throttling", "The table takes no more for a moment, or one item or half of a batch."],
  ["resetBeforeCommit", "Cut before the write", "The connection dies and nothing was written."],
  ["resetAfterCommit", "Cut after the write", "It was written, and the connection dies before the answer."],
] as const;

/** What can be made to go wrong: at the table and at Paystack. By a seed, so that it goes wrong the same way again. */
export function FaultsView() {
  const task = useTask();
  return (
    <>
      <Head
        title="Faults"
        about="Let something go wrong, and see that no money is lost. The same seed brings the same faults."
      />
      <div class="panels">
        <EnginePanel task={task} />
        <SimulatorPanel task={task} />
      </div>
    </>
  );
}

const chanceOf = (plan: EngineFaults, kind: string): number => Number(plan[kind] ?? 0);

/** The plan as it is; what changes elsewhere shows when the second does. */
function EnginePanel({ task }: { readonly task: Task }) {
  const { pulse } = useCloud();
  const faults = useLive<EngineFaults>("/faults", pulse.now.slice(0, 19));
  return (
    <Panel title="At the table" id="engine" wide>
      <Shown of={faults}>
        {(value) => (
          <>
            <EngineForm task={task} now={value} />
            <Active faults={value} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

function EngineForm({ task, now }: { readonly task: Task; readonly now: EngineFaults }) {
  const { say } = useCloud();
  const [seed, setSeed] = useState(now.seed);
  const [rates, setRates] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(KINDS.map(([kind]) => [kind, String(chanceOf(now, kind))])),
  );
  const set = () => {
    const chances = Object.entries(rates).map(([kind, rate]) => [kind, Number(rate || "0")] as const);
    if (chances.some(([, chance]) => !(chance >= 0 && chance <= 1))) {
      say("A chance is a number from 0 to 1, such as 0.1.", "bad");
      return;
    }
    task.run(async () => {
      await turn("/faults", { seed, ...Object.fromEntries(chances.filter(([, chance]) => chance > 0)) });
      return "The plan is set.";
    });
  };
  const forget = () =>
    task.run(async () => {
      await turn("/faults", {});
      setRates(Object.fromEntries(KINDS.map(([kind]) => [kind, "0"])));
      return "Nothing goes wrong at the table any more.";
    });
  return (
    <Form label="Faults at the table" onSubmit={set}>
      <div class="columns">
        {KINDS.map(([kind, name, hint]) => (
          <Field
            key={kind}
            id={kind}
            label={`${name} (chance, 0 to 1)`}
            hint={hint}
            numeric
            value={rates[kind] ?? "0"}
            onInput={(value) => setRates({ ...rates, [kind]: value })}
          />
        ))}
        <Field id="seed" label="Seed" value={seed} onInput={setSeed} hint="The same seed, the same faults." />
      </div>
      <div class="buttons">
        <Button kind="main" busy={task.busy}>
          Set the plan
        </Button>
        <Button busy={task.busy} onClick={forget}>
          Forget it
        </Button>
      </div>
    </Form>
  );
}

function Active({ faults }: { readonly faults: EngineFaults }) {
  const injected = Object.entries(faults.injected);
  const set = KINDS.filter(([kind]) => chanceOf(faults, kind) > 0);
  if (set.length === 0 && injected.length === 0) return <Empty>Nothing is set to go wrong at the table.</Empty>;
  return (
    <p class="badges" role="status">
      {set.map(([kind, name]) => (
        <Badge key={kind} word={`${name}: ${chanceOf(faults, kind)}`} tone="warn" />
      ))}
      {injected.map(([kind, times]) => (
        <Badge key={kind} word={`${kind}: ${times} so far`} />
      ))}
    </p>
  );
}

function SimulatorPanel({ task }: { readonly task: Task }) {
  const { info, pulse } = useCloud();
  const faults = useLive<SimulatorFaults>("/paystack/faults", pulse.now.slice(0, 19));
  return (
    <Panel title="At Paystack" id="simulator" wide>
      {info.paystack === "" ? (
        <Empty>The simulator was left out of this cloud.</Empty>
      ) : (
        <Shown of={faults}>
          {(value) => (
            <>
              <SimulatorForm task={task} faults={value} />
              <Planned task={task} faults={value} />
            </>
          )}
        </Shown>
      )}
    </Panel>
  );
}

/** The one figure or word that a fault wants, by its kind. */
const WANTS: Readonly<Record<string, readonly [field: string, label: string, numeric: boolean]>> = {
  delay: ["ms", "Milliseconds", true],
  lose_answer: ["hang_ms", "Milliseconds before it dies", true],
  error: ["status", "HTTP status", true],
  rate_limit: ["retry_after", "Retry after (seconds)", true],
  answer_amount: ["amount", "Amount (kobo)", true],
  pay_amount: ["amount", "Amount (kobo)", true],
  webhook_amount: ["amount", "Amount (kobo)", true],
  webhook_delay: ["ms", "Milliseconds", true],
  reverse_after_success: ["ms", "Milliseconds after its success", true],
  webhook_duplicate: ["copies", "Copies", true],
  transfer_outcome: ["outcome", "Outcome (failed, reversed, …)", false],
  refund_outcome: ["outcome", "Outcome (failed, …)", false],
  charge_declined: ["outcome", "What the bank says", false],
};

function SimulatorForm({ task, faults }: { readonly task: Task; readonly faults: SimulatorFaults }) {
  const [kind, setKind] = useState("transfer_outcome");
  const [operation, setOperation] = useState("");
  const [value, setValue] = useState("failed");
  const wants = WANTS[kind];
  const add = () =>
    task.run(async () => {
      const given = wants === undefined || value === "" ? {} : { [wants[0]]: wants[2] ? Number(value) : value };
      await turn("/paystack/faults", { do: kind, ...given, ...(operation === "" ? {} : { on: { operation } }) });
      return "It will go wrong once.";
    });
  return (
    <Form label="Faults at Paystack" onSubmit={add}>
      <div class="columns">
        <Choice
          id="kind"
          label="What goes wrong"
          value={kind}
          hint={faults.kinds[kind]?.says.replaceAll("`", "")}
          options={Object.keys(faults.kinds).map((name) => ({ value: name, name: name.replaceAll("_", " ") }))}
          onChange={(next) => {
            setKind(next);
            setValue("");
          }}
        />
        <Choice
          id="operation"
          label="At which call"
          value={operation}
          options={[
            { value: "", name: "any" },
            ...faults.operations.map((name) => ({ value: name, name: name.replaceAll("_", " ") })),
          ]}
          onChange={setOperation}
        />
        {wants !== undefined && (
          <Field id="value" label={wants[1]} value={value} onInput={setValue} numeric={wants[2]} />
        )}
      </div>
      <Button kind="main" busy={task.busy}>
        Let it happen once
      </Button>
    </Form>
  );
}

function Planned({ task, faults }: { readonly task: Task; readonly faults: SimulatorFaults }) {
  if (faults.active.length === 0) return <Empty>Nothing is set to go wrong at Paystack.</Empty>;
  const forget = () =>
    task.run(async () => {
      await turn("/paystack/faults", { clear: true });
      return "Nothing goes wrong at Paystack any more.";
    });
  return (
    <>
      <Table
        label="Faults that are set"
        columns={["Fault", "On", "Left"]}
        rows={faults.active.map((fault, index) => ({
          key: `${index} ${fault.do}`,
          cells: [
            <code>{fault.do}</code>,
            Object.entries(fault.on)
              .flatMap(([name, value]) => (value === undefined || value === null ? [] : [`${name} ${value}`]))
              .join(", ") || "anything",
            fault.times === null ? "always" : String(fault.times - fault.struck),
          ],
        }))}
      />
      <Button busy={task.busy} onClick={forget}>
        Forget all of them
      </Button>
    </>
  );
}
