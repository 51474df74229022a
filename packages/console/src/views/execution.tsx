import { BOX, type Edge, graphOf, lineOf, type Node, pathOf, type Step } from "../graph.ts";
import { Badge, Empty, Head, Json, Panel, Shown } from "../parts/layout.tsx";
import { useCloud, useLive } from "../live.ts";
import { to } from "../route.ts";
import type { ExecutionHistory } from "../shapes.ts";
import { showTime } from "../time.ts";
import { Standing } from "./executions.tsx";
import { count, Fact } from "./overview.tsx";

/** One run of a state machine: the machine drawn, the way it took, and what went in and came out. */
export function ExecutionView({ id }: { readonly id: string }) {
  const { pulse } = useCloud();
  const execution = useLive<ExecutionHistory>(`/executions/${encodeURIComponent(id)}`, pulse.moves);
  return (
    <Shown of={execution}>
      {(value) => (
        <>
          <Head
            title={value.machine}
            about={<code>{value.id}</code>}
            back={{ href: to("executions"), name: "Executions" }}
          >
            <Badge word={value.status} />
          </Head>
          <div class="panels">
            <Panel title="The way it took" id="graph" wide>
              <Drawing execution={value} />
            </Panel>
            <Panel title="Step by step" id="steps">
              <Steps steps={pathOf(value.events)} />
            </Panel>
            <Panel title="In and out" id="inout">
              <InOut execution={value} />
            </Panel>
          </div>
        </>
      )}
    </Shown>
  );
}

function Drawing({ execution }: { readonly execution: ExecutionHistory }) {
  const graph = graphOf(execution.definition);
  const steps = pathOf(execution.events);
  if (graph.nodes.length === 0) return <Empty>The definition has no states.</Empty>;
  const visits = (name: string) => steps.filter((step) => step.name === name).length;
  const here = new Set(execution.waiting.map(({ state }) => state));
  const taken = new Set(steps.slice(1).map((step, index) => `${steps[index]?.name ?? ""}>${step.name}`));
  const said = steps.map(({ name }) => name).join(", then ");
  const place = new Map(graph.nodes.map((node) => [node.name, node]));
  const edges = graph.edges.toSorted((a, b) => Number(isTaken(a, taken)) - Number(isTaken(b, taken)));
  return (
    <>
      <div class="drawing" tabIndex={0} role="group" aria-label="Drawing of the state machine, scrolls sideways">
        <svg
          viewBox={`0 0 ${graph.width} ${graph.height}`}
          width={graph.width}
          height={graph.height}
          role="img"
          aria-label={`The states it went through: ${said}`}
        >
          {edges.map((edge) => (
            <Line
              key={`${edge.from}>${edge.to}>${edge.onError}`}
              edge={edge}
              place={place}
              taken={isTaken(edge, taken)}
            />
          ))}
          {graph.nodes.map((node) => (
            <Box key={node.name} node={node} visits={visits(node.name)} here={here.has(node.name)} />
          ))}
        </svg>
      </div>
      <p class="soft small key">
        <span class="key-taken" aria-hidden="true" /> taken <span class="key-error" aria-hidden="true" /> when something
        goes wrong <span class="key-here" aria-hidden="true" /> where it stands
      </p>
    </>
  );
}

const isTaken = (edge: Edge, taken: ReadonlySet<string>) => taken.has(`${edge.from}>${edge.to}`);

function Line(props: { readonly edge: Edge; readonly place: ReadonlyMap<string, Node>; readonly taken: boolean }) {
  const { edge, place, taken } = props;
  const [from, end] = [place.get(edge.from), place.get(edge.to)];
  if (from === undefined || end === undefined) return null;
  return (
    <path d={lineOf(from, end)} class={["edge", edge.onError && "error", taken && "taken"].filter(Boolean).join(" ")} />
  );
}

function Box(props: { readonly node: Node; readonly visits: number; readonly here: boolean }) {
  const { node, visits, here } = props;
  const kind = ["state", visits > 0 && "visited", here && "here"].filter(Boolean).join(" ");
  return (
    <g class={kind} transform={`translate(${node.x} ${node.y})`}>
      <rect width={BOX.width} height={BOX.height} rx={node.type === "Choice" ? 20 : 8} />
      <text x={BOX.width / 2} y={BOX.height / 2} dy="0.35em">
        {node.name}
      </text>
      {visits > 1 && (
        <g class="visits" transform={`translate(${BOX.width - 6} 2)`}>
          <rect x="-16" y="-10" width="32" height="20" rx="10" />
          <text dy="0.35em">{visits}×</text>
        </g>
      )}
    </g>
  );
}

function Steps({ steps }: { readonly steps: readonly Step[] }) {
  if (steps.length === 0) return <Empty>It has not begun.</Empty>;
  return (
    <ol class="steps">
      {steps.map((step, index) => (
        <li key={`${index} ${step.name}`}>
          <span>{step.name}</span>
          <span class="soft small">
            {showTime(step.at)}
            {step.leftAt === undefined ? ", stands here" : tookOf(step.at, step.leftAt)}
          </span>
        </li>
      ))}
    </ol>
  );
}

function tookOf(from: string, until: string): string {
  const ms = Date.parse(until) - Date.parse(from);
  return ms < 1_000 ? `, ${ms} ms` : `, ${count(Math.round(ms / 1_000), "second")}`;
}

function InOut({ execution }: { readonly execution: ExecutionHistory }) {
  const { started_at, stopped_at, input, output, error, cause } = execution;
  return (
    <>
      <dl class="facts">
        <Fact name="Started">{showTime(started_at)}</Fact>
        <Fact name="Ended">{stopped_at === null ? "not yet" : showTime(stopped_at)}</Fact>
        <Fact name="Stands at">
          <Standing execution={execution} />
        </Fact>
      </dl>
      {error !== null && (
        <p class="notice bad">
          {error}
          {cause === null ? "" : `: ${cause}`}
        </p>
      )}
      <h3>Input</h3>
      <Json value={input} />
      {output !== null && (
        <>
          <h3>Output</h3>
          <Json value={output} />
        </>
      )}
    </>
  );
}
