import { useState } from "preact/hooks";
import { Button, Field, Form } from "../parts/fields.tsx";
import { Badge, Empty, Head, Panel, Shown, Table } from "../parts/layout.tsx";
import { type Task, useCloud, useLive, useTask } from "../live.ts";
import type { Schedule } from "../shapes.ts";
import { turn } from "../surface.ts";
import { showDistance, showTime } from "../time.ts";

const STEPS = [
  ["PT1M", "+1 minute"],
  ["PT10M", "+10 minutes"],
  ["PT1H", "+1 hour"],
  ["P1D", "+1 day"],
  ["P7D", "+1 week"],
] as const;

/** The movable clock, and every job with its time. */
export function ClockView() {
  const { pulse } = useCloud();
  const schedules = useLive<readonly Schedule[]>("/schedules", pulse.now.slice(0, 16));
  const task = useTask();
  return (
    <>
      <Head
        title="Clock"
        about="Time only goes forward. Whatever is due on the way runs, in order, and is over when the clock stands."
      />
      <div class="panels">
        <Mover task={task} />
        <Panel title="Scheduled jobs" id="schedules" wide>
          <Shown of={schedules}>
            {(value) =>
              value.length === 0 ? <Empty>No job is scheduled.</Empty> : <Jobs schedules={value} task={task} />
            }
          </Shown>
        </Panel>
      </div>
    </>
  );
}

function Mover({ task }: { readonly task: Task }) {
  const { pulse } = useCloud();
  const [by, setBy] = useState("PT2H30M");
  const advance = (duration: string) =>
    task.run(async () => {
      const { now, ran } = await turn<{ now: string; ran: number }>("/clock", { advance: duration });
      return `The clock stands at ${showTime(now)}; timers that have run: ${ran}.`;
    });
  return (
    <Panel title="Now" id="now" wide>
      <p class="big-time">
        <time dateTime={pulse.now}>{showTime(pulse.now)}</time> <span class="soft">UTC</span>
      </p>
      <p class="soft small">
        {pulse.next_at === null
          ? "Nothing waits for the clock."
          : `Something is due ${showDistance(pulse.next_at, pulse.now)}.`}
      </p>
      <div class="buttons" role="group" aria-label="Move the clock">
        {STEPS.map(([duration, name]) => (
          <Button key={duration} busy={task.busy} onClick={() => advance(duration)}>
            {name}
          </Button>
        ))}
      </div>
      <Form label="Move the clock by" onSubmit={() => advance(by)}>
        <div class="inline">
          <Field
            id="by"
            label="Another step (ISO 8601)"
            value={by}
            onInput={setBy}
            hint="PT2H30M is two and a half hours, P3D three days."
          />
          <Button busy={task.busy}>Move</Button>
        </div>
      </Form>
    </Panel>
  );
}

function Jobs({ schedules, task }: { readonly schedules: readonly Schedule[]; readonly task: Task }) {
  const { pulse } = useCloud();
  const sorted = schedules.toSorted((a, b) => (a.next_at ?? "9").localeCompare(b.next_at ?? "9"));
  return (
    <Table
      label="Scheduled jobs, soonest first"
      columns={["Job", "When", "Next", ""]}
      rows={sorted.map((schedule) => ({
        key: schedule.name,
        cells: [
          <code>{schedule.name}</code>,
          <span class="lines">
            <code>{schedule.expression}</code>
            <span class="soft small">{schedule.zone}</span>
          </span>,
          schedule.next_at === null ? <Badge word="off" /> : showDistance(schedule.next_at, pulse.now),
          <JobButtons schedule={schedule} task={task} />,
        ],
      }))}
    />
  );
}

interface Ran {
  readonly results: readonly { readonly status: string; readonly error?: { readonly message: string } }[];
}

function JobButtons({ schedule: { name, next_at: next }, task }: { readonly schedule: Schedule; readonly task: Task }) {
  const runNow = async () => {
    const { results } = await turn<Ran>(`/schedules/${encodeURIComponent(name)}/run`, {});
    const failed = results.find(({ status }) => status === "failed");
    if (failed !== undefined) throw new Error(`${name} failed: ${failed.error?.message ?? ""}`);
    return `${name} has run.`;
  };
  const goThere = async () => {
    await turn("/clock", { to: next });
    return `The clock stands at ${next === null ? "" : showTime(next)}; ${name} has run.`;
  };
  return (
    <span class="buttons">
      <Button kind="small" busy={task.busy} label={`Run now: ${name}`} onClick={() => task.run(runNow)}>
        Run now
      </Button>
      {next !== null && (
        <Button
          kind="small"
          busy={task.busy}
          label={`Go there: the next time of ${name}`}
          onClick={() => task.run(goThere)}
        >
          Go there
        </Button>
      )}
    </span>
  );
}
