import { HOUR, MINUTE, SECOND } from "../kernel/index.ts";

/**
 * The guard of a short secret: how often it may be guessed. Pure: the store replaces one guard by the next under the
 * condition that nobody else has meanwhile.
 *
 * An attempt is **reserved** before the secret is compared and **settled** after it. Reserved and wrong attempts share
 * five places, so that however many guesses arrive at once, at most five are compared before the secret locks. Only a
 * settled wrong attempt counts to the lock: honest requests that are right but many are turned away while five of them
 * are open, and lock nothing. An attempt that is never settled (a crash) holds its place for a minute.
 */
export interface Guard {
  readonly open: readonly { readonly id: string; readonly untilMs: number }[];
  /** Ids of attempts that were wrong since the last right one or the last lock. */
  readonly wrong: readonly string[];
  /** Locks since the last right attempt: each is longer than the one before. */
  readonly locks: number;
  readonly lockedUntilMs: number;
}

export const ATTEMPTS_MAX = 5;
/** Longer than any door can run: a request that still lives still holds its place. */
export const ATTEMPT_LIFE_MS = MINUTE;
export const LOCK_MS = [15 * MINUTE, HOUR, 24 * HOUR] as const;
/** When to come back after being turned away: an attempt takes a fraction of a second. */
const BUSY_RETRY_MS = SECOND;

export const UNTOUCHED: Guard = { open: [], wrong: [], locks: 0, lockedUntilMs: 0 };

export type Reserved =
  | { readonly outcome: "reserved"; readonly guard: Guard }
  | { readonly outcome: "locked" | "busy"; readonly retryAfterMs: number };

/** Takes a place for this attempt. An attempt that holds one already keeps it. */
export function decideReserve(guard: Guard, id: string, nowMs: number): Reserved {
  if (guard.lockedUntilMs > nowMs) return { outcome: "locked", retryAfterMs: guard.lockedUntilMs - nowMs };
  const open = stillOpen(guard, nowMs);
  if (open.some((attempt) => attempt.id === id)) return { outcome: "reserved", guard };
  if (open.length + guard.wrong.length >= ATTEMPTS_MAX) return { outcome: "busy", retryAfterMs: BUSY_RETRY_MS };
  return {
    outcome: "reserved",
    guard: { ...guard, open: [...open, { id, untilMs: nowMs + ATTEMPT_LIFE_MS }], lockedUntilMs: 0 },
  };
}

/** Counts a wrong attempt. `gone`: it lost its place before it was settled, so nobody may learn what it found. */
export type Wrong =
  { readonly outcome: "counted"; readonly guard: Guard; readonly attemptsLeft: number } | { readonly outcome: "gone" };

export function decideWrong(guard: Guard, id: string, nowMs: number): Wrong {
  if (guard.wrong.includes(id)) return counted(guard);
  const open = stillOpen(guard, nowMs);
  if (!open.some((attempt) => attempt.id === id)) return { outcome: "gone" };
  const wrong = [...guard.wrong, id];
  const others = open.filter((attempt) => attempt.id !== id);
  if (wrong.length < ATTEMPTS_MAX) return counted({ ...guard, open: others, wrong });
  return counted({
    open: others,
    wrong: [],
    locks: guard.locks + 1,
    lockedUntilMs: nowMs + lockMs(guard.locks),
  });
}

function counted(guard: Guard): Wrong {
  const locked = guard.lockedUntilMs > 0;
  return { outcome: "counted", guard, attemptsLeft: locked ? 0 : ATTEMPTS_MAX - guard.wrong.length };
}

/** The right secret clears the record; attempts of others that are still open stay. */
export function decideRight(guard: Guard, id: string, nowMs: number): Guard {
  return { ...UNTOUCHED, open: stillOpen(guard, nowMs).filter((attempt) => attempt.id !== id) };
}

function stillOpen({ open }: Guard, nowMs: number): Guard["open"] {
  return open.filter(({ untilMs }) => untilMs > nowMs);
}

function lockMs(locksBefore: number): number {
  return LOCK_MS[Math.min(locksBefore, LOCK_MS.length - 1)] ?? LOCK_MS[0];
}

/** As it is stored: short, the same text for the same guard, and empty for an untouched one. */
export function writeGuard({ open, wrong, locks, lockedUntilMs }: Guard): string {
  if (open.length + wrong.length + locks + lockedUntilMs === 0) return "";
  return JSON.stringify([locks, lockedUntilMs, open.map(({ id, untilMs }) => [id, untilMs]), wrong]);
}

export function readGuard(text: string): Guard {
  if (text === "") return UNTOUCHED;
  const [locks, lockedUntilMs, open, wrong] = JSON.parse(text) as [number, number, [string, number][], string[]];
  return { open: open.map(([id, untilMs]) => ({ id, untilMs })), wrong, locks, lockedUntilMs };
}
