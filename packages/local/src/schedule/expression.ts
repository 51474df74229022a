import { cronAfter, parseCron } from "./cron.ts";
import { zonedTime } from "./zone.ts";

/** The first moment of a schedule after `ms`; undefined when there is none any more. */
export type NextRun = (ms: number) => number | undefined;

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `rate(…)`, `cron(…)` or `at(…)`; anything else, or a value AWS would not take, is an error. */
export function parseSchedule(expression: string, zone: string, startMs: number): NextRun {
  const [, kind = "", value = ""] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  switch (kind) {
    case "rate":
      return rate(value, startMs);
    case "cron": {
      const cron = parseCron(value);
      return (ms) => cronAfter(cron, ms, zone);
    }
    case "at": {
      const atMs = once(value, zone);
      return (ms) => (atMs > ms ? atMs : undefined);
    }
    default:
      throw new Error(`the schedule ${expression} is not known here`);
  }
}

function rate(value: string, startMs: number): NextRun {
  const [, digits = "", unit = "", plural] = /^(\d+) (minute|hour|day)(s?)$/.exec(value.trim()) ?? [];
  const count = Number(digits);
  const every = count * (UNIT_MS[unit] ?? 0);
  if (every === 0 || (plural === "s") !== count > 1) throw new Error(`rate(${value}) is no rate`);
  return (ms) => startMs + (Math.floor(Math.max(ms - startMs, 0) / every) + 1) * every;
}

function once(value: string, zone: string): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})$/.exec(value)?.slice(1).map(Number);
  if (parts === undefined) throw new Error(`at(${value}) is no time`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const atMs = zonedTime({ year, month, day, hour, minute }, zone);
  if (atMs === undefined) throw new Error(`at(${value}) does not exist in ${zone}`);
  return atMs + second * 1_000;
}
