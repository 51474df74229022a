import { type LocalCloud, reach } from "./cloud.ts";
import { type Command, Failure, JSON_OPTION } from "./command.ts";
import { isoDuration, readDuration, stepsOf } from "./duration.ts";
import { columns, Progress, say, sayJson, span, type Screen } from "./screen.ts";

/** The local cloud's clock: real time plus what it was moved by. It never goes back. */

interface Clock {
  readonly now: string;
  readonly offset_ms: number;
}

interface Schedule {
  readonly name: string;
  readonly expression: string;
  readonly next_at: string | null;
}

interface Execution {
  readonly machine: string;
  readonly status: string;
  readonly waiting: readonly { readonly state: string; readonly until: string | null }[];
}

interface Due {
  readonly at: string;
  readonly what: string;
}

export async function clockOf(local: LocalCloud["local"]): Promise<{ now: string; ahead: string; offsetMs: number }> {
  const { now, offset_ms: offsetMs } = await local<Clock>("/clock");
  return { now, offsetMs, ahead: offsetMs < 1_000 ? "as here" : `${span(offsetMs)} ahead` };
}

/** What the clock will run, the next one first: jobs by schedule, and waits of state machines. */
async function dueNext(local: LocalCloud["local"]): Promise<readonly Due[]> {
  const [schedules, executions] = await Promise.all([
    local<readonly Schedule[]>("/schedules"),
    local<readonly Execution[]>("/executions"),
  ]);
  const waits = executions
    .filter(({ status }) => status === "RUNNING")
    .flatMap(({ machine, waiting }) =>
      waiting.flatMap(({ state, until }) => (until === null ? [] : [{ at: until, what: `${machine}: ${state}` }])),
    );
  const jobs = schedules.flatMap(({ name, next_at }) => (next_at === null ? [] : [{ at: next_at, what: name }]));
  return [...jobs, ...waits].sort((one, other) => one.at.localeCompare(other.at));
}

export const showClock: Command = {
  words: ["test-clock"],
  says: "Show the local clock, and what it will run next",
  options: { json: JSON_OPTION },
  examples: [
    ["cowry test-clock", "the time, and the next jobs"],
    ["cowry test-clock advance 1d", "see cowry test-clock advance --help"],
  ],
  run: async (given, screen) => {
    const { local } = await reach(given.port);
    const [{ now, ahead, offsetMs }, due] = await Promise.all([clockOf(local), dueNext(local)]);
    if (given.is("json")) {
      sayJson(screen, { now, offset_ms: offsetMs, due });
      return;
    }
    say(screen, `${now}  (${ahead})`, "", "Next:");
    say(screen, ...columns(due.slice(0, 6).map(({ at, what }) => [`  ${at}`, what])));
  },
};

export const advanceClock: Command = {
  words: ["test-clock", "advance"],
  says: "Move the local clock on, and run what is due on the way",
  about:
    "Everything that becomes due on the way runs, in order: expiries, retries of webhooks, waits of payouts, nightly " +
    "jobs. The answer comes when nothing is under way any more. PT0S only waits for that. The clock never goes back; " +
    "cowry start --fresh begins anew.\nTokens expire as they would: sign in again after a quarter of an hour.",
  takes: ["<duration|next>"],
  options: { json: JSON_OPTION },
  examples: [
    ["cowry test-clock advance PT10M", "ten minutes"],
    ["cowry test-clock advance 1d", "a day, with its night"],
    ["cowry test-clock advance next", "to the next job or wait"],
  ],
  run: async (given, screen) => {
    const [by = ""] = given.places;
    const ms = by === "next" ? undefined : readDuration(by);
    const { local } = await reach(given.port);
    const { ran, now } = ms === undefined ? await toNext(local, screen) : await move(local, ms, screen);
    if (given.is("json")) {
      sayJson(screen, { now, ran });
      return;
    }
    say(screen, `${now}  (${ran} ${ran === 1 ? "job" : "jobs"} ran on the way)`);
  },
};

interface Moved {
  readonly now: string;
  readonly ran: number;
}

async function toNext(local: LocalCloud["local"], screen: Screen): Promise<Moved> {
  const [next] = await dueNext(local);
  if (next === undefined) throw new Failure("Nothing is due at any time.");
  screen.err.write(`${next.what} is due at ${next.at}\n`);
  // While we ask it may have come by itself.
  const { now } = await local<Clock>("/clock");
  return local<Moved>("/clock", next.at > now ? { to: next.at } : { advance: "PT0S" });
}

async function move(local: LocalCloud["local"], ms: number, screen: Screen): Promise<Moved> {
  const progress = new Progress(screen);
  const steps = stepsOf(ms);
  let moved: Moved = { now: "", ran: 0 };
  for (const [at, step] of steps.entries()) {
    if (steps.length > 1) progress.show(at / steps.length, `day ${at + 1} of ${steps.length}`);
    const { now, ran } = await local<Moved>("/clock", { advance: isoDuration(step) });
    moved = { now, ran: moved.ran + ran };
    if (screen.ended.aborted) break;
  }
  progress.end();
  return moved;
}
