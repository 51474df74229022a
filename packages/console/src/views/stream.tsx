import { Badge, Empty, Head, Json, Panel, Shown } from "../parts/layout.tsx";
import { useCloud, useLive } from "../live.ts";
import { to } from "../route.ts";
import type { Consumer, DeadLetter } from "../shapes.ts";
import { showTime } from "../time.ts";
import { count, Fact } from "./overview.tsx";

/** The table's stream with those who read it, and what was given up. */
export function StreamView() {
  const { pulse } = useCloud();
  const consumers = useLive<readonly Consumer[]>("/streams", `${pulse.writes} ${pulse.runs}`);
  const queues = useLive<readonly { readonly name: string; readonly messages: number }[]>(
    "/queues",
    pulse.dead_letters,
  );
  const letters = useLive<readonly DeadLetter[]>("/dead-letters", pulse.dead_letters);
  return (
    <>
      <Head
        title="Stream"
        about="Every change of the table goes by here once, in order. What fails for good waits in a dead-letter queue."
      />
      <div class="panels">
        <Shown of={consumers}>
          {(value) => value.map((consumer) => <ConsumerPanel key={consumer.function} consumer={consumer} />)}
        </Shown>
        <Panel title="Dead-letter queues" id="queues" wide>
          <Shown of={queues}>
            {(value) =>
              value.length === 0 ? (
                <Empty>The templates have no queue.</Empty>
              ) : (
                <ul class="rows">
                  {value.map(({ name, messages }) => (
                    <li key={name}>
                      <code>{name}</code>
                      <Badge word={count(messages, "message")} tone={messages === 0 ? "good" : "bad"} />
                    </li>
                  ))}
                </ul>
              )
            }
          </Shown>
          <Shown of={letters}>{(value) => <Letters letters={value} />}</Shown>
        </Panel>
      </div>
    </>
  );
}

function ConsumerPanel({ consumer }: { readonly consumer: Consumer }) {
  const { blocked, failures_in_row: failures, waiting } = consumer;
  const word = blocked ? "tries again" : waiting > 0 ? "at work" : "has read all";
  return (
    <Panel
      title={consumer.function}
      id={`consumer-${consumer.function}`}
      aside={<Badge word={word} tone={blocked ? "bad" : waiting > 0 ? "warn" : "good"} />}
    >
      <dl class="figures">
        <div>
          <dt>Records done</dt>
          <dd>{consumer.done}</dd>
        </div>
        <div>
          <dt>Waiting</dt>
          <dd>{waiting}</dd>
        </div>
        <div>
          <dt>Given up</dt>
          <dd>{consumer.given_up}</dd>
        </div>
      </dl>
      <dl class="facts">
        <Fact name="Batches">
          {consumer.batch_size} records, {count(consumer.window_seconds, "second")} of patience
        </Fact>
        <Fact name="Retries">{consumer.retries_max === null ? "until it works" : consumer.retries_max}</Fact>
        <Fact name="Failures in a row">{failures}</Fact>
        <Fact name="Function">
          <a href={to("doors", consumer.function)}>{consumer.function}</a>
        </Fact>
      </dl>
    </Panel>
  );
}

function Letters({ letters }: { readonly letters: readonly DeadLetter[] }) {
  if (letters.length === 0) return <Empty>Nothing was given up.</Empty>;
  return (
    <ul class="letters">
      {letters.map(({ id, queue, at, body }) => (
        <li key={id}>
          <details>
            <summary>
              <code>{queue}</code> {showTime(at)}
            </summary>
            <Json value={body} />
          </details>
        </li>
      ))}
    </ul>
  );
}
