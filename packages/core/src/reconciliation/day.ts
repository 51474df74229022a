import { DAY, HOUR, MINUTE, parseTime } from "../kernel/clock.ts";
import { assert } from "../kernel/index.ts";
import { homeDay } from "../wallet/index.ts";

export interface Bounds {
  /** Included. */
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
}

/** When a day at home begins, and when the next one does: 23 to 25 hours later where clocks are changed. */
export function boundsOf(day: string): Bounds {
  const fromMs = beginningOf(day);
  return { fromMs, toMs: beginningOf(homeDay(fromMs + DAY + 12 * HOUR)) };
}

/** The first minute of the day. No zone is further than 14 hours from UTC. */
function beginningOf(day: string): number {
  const utc = parseTime(`${day}T00:00:00Z`);
  assert(utc !== undefined, "a day is a date");
  let [before, within] = [utc - 15 * HOUR, utc + 15 * HOUR];
  while (within - before > MINUTE) {
    const middle = before + Math.floor((within - before) / (2 * MINUTE)) * MINUTE;
    if (homeDay(middle) < day) before = middle;
    else within = middle;
  }
  return within;
}

/** True for a date that the calendar has. */
export function isDay(text: string): boolean {
  const atMs = parseTime(`${text}T00:00:00Z`);
  return atMs !== undefined && new Date(atMs).toISOString().startsWith(text);
}
