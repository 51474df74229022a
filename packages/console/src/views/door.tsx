import { useState } from "preact/hooks";
import { Button } from "../parts/fields.tsx";
import { Badge, Empty, Head, Panel, Shown, Table } from "../parts/layout.tsx";
import { useCloud, useLive } from "../live.ts";
import { to } from "../route.ts";
import type { Call, Door, Line } from "../shapes.ts";
import { showBrief, showTime } from "../time.ts";
import { showMs, showUnits } from "./doors.tsx";
import { Answer, count } from "./overview.tsx";

const CALLS = 30;
const LINES = 200;

/** One function: its last calls and what it prints, as it prints it. */
export function DoorView({ name }: { readonly name: string }) {
  const { pulse } = useCloud();
  const [request, setRequest] = useState<string>();
  const doors = useLive<readonly Door[]>("/functions", pulse.runs);
  return (
    <Shown of={doors}>
      {(value) => {
        const door = value.find((each) => each.name === name);
        if (door === undefined) return <NoDoor name={name} />;
        return (
          <>
            <Head title={name} back={{ href: to("doors"), name: "Doors" }} about={<Routes door={door} />} />
            <div class="panels">
              <Figures door={door} />
              <Calls name={name} request={request} choose={setRequest} />
              <Log name={name} request={request} forget={() => setRequest(undefined)} />
            </div>
          </>
        );
      }}
    </Shown>
  );
}

function NoDoor({ name }: { readonly name: string }) {
  return (
    <>
      <Head title={name} back={{ href: to("doors"), name: "Doors" }} />
      <Empty>There is no door of this name.</Empty>
    </>
  );
}

function Routes({ door }: { readonly door: Door }) {
  const ways = [...door.routes, ...(door.url === null ? [] : [door.url])];
  if (ways.length === 0) return <>Called by the stream, a schedule, an event or a workflow.</>;
  return (
    <span class="lines">
      {ways.map((way) => (
        <code key={way}>{way}</code>
      ))}
    </span>
  );
}

function Figures({ door }: { readonly door: Door }) {
  const figures = [
    ["Calls", String(door.calls)],
    ["Failures", String(door.failures)],
    ["Cold starts", String(door.cold_starts)],
    ["p50", showMs(door.p50_ms)],
    ["p95", showMs(door.p95_ms)],
    ["Units a call", showUnits(door.units)],
    ["Memory", `${door.memory_mb} MB`],
    ["Time at most", `${door.timeout_seconds} s`],
  ] as const;
  return (
    <Panel title="How it does" id="figures" wide>
      <dl class="figures">
        {figures.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Calls(props: {
  readonly name: string;
  readonly request: string | undefined;
  readonly choose: (request: string) => void;
}) {
  const { pulse } = useCloud();
  const calls = useLive<readonly Call[]>(`/runs?function=${encodeURIComponent(props.name)}&limit=${CALLS}`, pulse.runs);
  return (
    <Panel title="Last calls" id="calls" wide>
      <Shown of={calls}>
        {(value) =>
          value.length === 0 ? (
            <Empty>It was not called yet.</Empty>
          ) : (
            <Table
              label="Last calls"
              columns={["Time", "Answer", "Took", "Table", "Units", "Log"]}
              figures={[2, 3, 4]}
              rows={value.map((call) => ({
                key: String(call.number),
                cells: [
                  showBrief(call.at, pulse.now),
                  <Answer call={call} />,
                  <>
                    {call.ms} ms {call.cold && <Badge word="cold" />}
                  </>,
                  call.units === null ? "–" : count(call.units.requests, "request"),
                  showUnits(call.units),
                  <Button
                    kind="small"
                    label={`${props.request === call.request_id ? "shown" : "show"}: lines of the call at ${showTime(call.at)}`}
                    onClick={() => props.choose(call.request_id)}
                  >
                    {props.request === call.request_id ? "shown" : "show"}
                  </Button>,
                ],
              }))}
            />
          )
        }
      </Shown>
    </Panel>
  );
}

function Log(props: { readonly name: string; readonly request: string | undefined; readonly forget: () => void }) {
  const { pulse } = useCloud();
  const { name, request, forget } = props;
  const path = `/logs?limit=${LINES}&function=${encodeURIComponent(name)}${request === undefined ? "" : `&request_id=${request}`}`;
  const lines = useLive<readonly Line[]>(path, pulse.lines);
  const aside =
    request === undefined ? undefined : (
      <Button kind="small" onClick={forget}>
        Lines of all calls
      </Button>
    );
  return (
    <Panel title={request === undefined ? "Log, live" : "Log of one call"} id="log" wide aside={aside}>
      <Shown of={lines}>
        {(value) =>
          value.length === 0 ? (
            <Empty>Nothing was printed yet.</Empty>
          ) : (
            // Newest first, and not read out: whoever listens asks for it.
            <ol class="log" tabIndex={0} aria-label="Lines, newest first">
              {value.toReversed().map((line, index) => (
                <li key={`${line.at}-${value.length - index}`} class={isBad(line.line) ? "bad-line" : undefined}>
                  <time dateTime={line.at}>{showBrief(line.at, pulse.now)}</time> <code>{line.line}</code>
                </li>
              ))}
            </ol>
          )
        }
      </Shown>
    </Panel>
  );
}

function isBad(line: string): boolean {
  return /"level":"(error|ERROR)"|^REPORT .*(error|timeout|crash):|REFUSED/.test(line);
}
