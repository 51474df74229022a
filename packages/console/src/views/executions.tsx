import { Badge, Empty, Head, Shown, Table } from "../parts/layout.tsx";
import { useCloud, useLive } from "../live.ts";
import { to } from "../route.ts";
import type { Execution } from "../shapes.ts";
import { showBrief, showDistance } from "../time.ts";

const SHOWN_MAX = 200;

/** Every run of a state machine, newest first. */
export function ExecutionsView() {
  const { pulse } = useCloud();
  const executions = useLive<readonly Execution[]>(`/executions?limit=${SHOWN_MAX}`, pulse.moves);
  return (
    <>
      <Head
        title="Executions"
        about="Payouts, files of payouts, reconciliations and rebuilds, each as its state machine runs it."
      />
      <Shown of={executions}>
        {(value) =>
          value.length === 0 ? (
            <Empty>No state machine has run yet. A payout starts one: see “Try it”.</Empty>
          ) : (
            <Table
              label="Executions, newest first"
              columns={["Execution", "Machine", "Status", "Stands at", "Started"]}
              rows={value.map((execution) => ({
                key: `${execution.machine} ${execution.id}`,
                cells: [
                  <a href={to("executions", execution.id)}>
                    <code>{execution.id}</code>
                  </a>,
                  execution.machine,
                  <Badge word={execution.status} />,
                  <Standing execution={execution} />,
                  showBrief(execution.started_at, pulse.now),
                ],
              }))}
            />
          )
        }
      </Shown>
    </>
  );
}

/** Where it stands, and until when it waits there. */
export function Standing({ execution }: { readonly execution: Execution }) {
  const { pulse } = useCloud();
  if (execution.waiting.length === 0) return <>{execution.error ?? "–"}</>;
  return (
    <span class="lines">
      {execution.waiting.map(({ state, for: on, until }) => (
        <span key={state}>
          {state}
          <span class="soft small">
            {" "}
            {on === "token" ? "for word" : `for the ${on}`}
            {until === null ? "" : `, ${showDistance(until, pulse.now)} at most`}
          </span>
        </span>
      ))}
    </span>
  );
}
