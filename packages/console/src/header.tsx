import { Button } from "./parts/fields.tsx";
import { useCloud, useLive, useTask } from "./live.ts";
import { to } from "./route.ts";
import type { Books, Schedule } from "./shapes.ts";
import { look, turn } from "./surface.ts";
import { useTheme } from "./theme.ts";
import { showTime } from "./time.ts";

const STEPS = [
  ["PT1M", "+1 min", "Move the clock on by one minute"],
  ["PT10M", "+10 min", "Move the clock on by ten minutes"],
  ["P1D", "+1 day", "Move the clock on by one day"],
] as const;

/** What is always in sight: whether the books are right, and the clock with its buttons. */
export function Header() {
  const { info } = useCloud();
  return (
    <header class="top">
      <div class="brand">
        <a href="#/">
          <Shell />
          <span>
            <b>Cowry</b> console
          </span>
        </a>
        <Sum />
        <ThemeSwitch />
        <a class="docs" href={info.docs}>
          API docs
        </a>
      </div>
      <ClockBar />
    </header>
  );
}

function Shell() {
  return (
    <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
      <rect width="32" height="32" rx="9" class="shell-ground" />
      <ellipse cx="16" cy="16" rx="8" ry="10" class="shell-line" />
      <path d="M16 8v16M13 11h3M13 14.5h3M13 18h3M13 21.5h3" class="shell-line thin" />
    </svg>
  );
}

/** The sum of all accounts, recomputed whenever something was written. */
function Sum() {
  const { pulse } = useCloud();
  const books = useLive<Books>("/books", pulse.writes);
  if (books.state !== "ready") return <span class="sum plain">Σ …</span>;
  const { state, currencies } = books.value;
  const isZero = currencies.every(({ sum }) => sum === "0");
  const word = state === "wrong" || !isZero ? "bad" : state === "moving" ? "warn" : "good";
  const says = { good: "the books are right", warn: "money is moving", bad: "the books are wrong" }[word];
  return (
    <a class={`sum ${word}`} href="#/" title={`Sum of all accounts; ${says}`}>
      <span aria-hidden="true">Σ = {isZero ? "0" : "not 0"}</span>
      <span class="unseen">
        Sum of all accounts is {isZero ? "0" : "not 0"}: {says}
      </span>
    </a>
  );
}

function ThemeSwitch() {
  const [theme, next] = useTheme();
  const names = { system: "as the system", light: "light", dark: "dark" };
  return (
    <button type="button" class="theme" onClick={next} aria-label={`Colours: ${names[theme]}. Change`}>
      <span aria-hidden="true">{{ system: "◐", light: "☀", dark: "☾" }[theme]}</span>
    </button>
  );
}

function ClockBar() {
  const { pulse } = useCloud();
  const { busy, run } = useTask();
  const advance = (by: string) =>
    run(async () => {
      const { now, ran } = await turn<{ now: string; ran: number }>("/clock", { advance: by });
      return `The clock stands at ${showTime(now)}. ${ran === 1 ? "1 timer has" : `${ran} timers have`} run.`;
    });
  return (
    <div class="clock" role="group" aria-label="Clock">
      <a class="now" href={to("clock")}>
        <span class="unseen">The cloud's clock, UTC: </span>
        <time dateTime={pulse.now}>{showTime(pulse.now)}</time>
      </a>
      {STEPS.map(([by, name, label]) => (
        <Button key={by} kind="small" busy={busy} label={`${name}: ${label}`} onClick={() => advance(by)}>
          {name}
        </Button>
      ))}
      <Button
        kind="small"
        busy={busy}
        label="Next job: move the clock to the next scheduled job"
        onClick={() => run(runNextJob)}
      >
        Next job
      </Button>
    </div>
  );
}

/** Moves the clock to the schedule that is due first, whose job runs on the way. */
export async function runNextJob(): Promise<string> {
  const schedules = await turnedOn();
  const [next] = schedules;
  if (next === undefined) return "No job is scheduled.";
  await turn("/clock", { to: next.next_at });
  return `${next.name} has run at ${showTime(next.next_at)}.`;
}

/** Those that have a next time, soonest first. */
async function turnedOn(): Promise<readonly (Schedule & { readonly next_at: string })[]> {
  const all = await look<readonly Schedule[]>("/schedules");
  return all
    .flatMap((schedule) => (schedule.next_at === null ? [] : [{ ...schedule, next_at: schedule.next_at }]))
    .sort((a, b) => a.next_at.localeCompare(b.next_at));
}
