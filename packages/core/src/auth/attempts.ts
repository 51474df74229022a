import { timeKey } from "@cowry/table";
import { DAY, HOUR, MINUTE, SECOND } from "../kernel/index.ts";

/**
 * The guard of a short secret: how often it may be guessed. Five places, shared by attempts that are open and attempts
 * that were wrong. An attempt takes a place before the secret is compared and settles it afterwards, so that however
 * many guesses arrive at once, at most five are compared before the secret locks. Only a wrong attempt that was settled
 * counts to the lock: requests that are right but many are turned away while five of them are open, and lock nothing.
 * An attempt that is never settled (a crash) loses its place after a minute.
 *
 * Each place is an attribute of its own: whoever holds one settles it without a rival, however busy the others are.
 */
export interface Guard {
  /** Five texts: free `""`, open `<until>.<attempt>`, wrong `x.<attempt>`. */
  readonly places: readonly string[];
  /** Locks since the last right attempt: each is longer than the one before. */
  readonly locks: number;
  readonly lockedUntilMs: number;
}

export const ATTEMPTS_MAX = 5;
/** Longer than any door can run: a request that still lives still holds its place. */
export const ATTEMPT_LIFE_MS = MINUTE;
export const LOCK_MS = [15 * MINUTE, HOUR, DAY] as const;
/** A lock that no waiting ends. */
export const UNTIL_RESET_MS = 36_500 * DAY;
/** Who holds a session may guess a PIN: after the third lock only a code to the phone and the password free it. */
export const PIN_LOCK_MS = [15 * MINUTE, HOUR, UNTIL_RESET_MS] as const;
/** When to come back after being turned away: an attempt takes a fraction of a second. */
const BUSY_RETRY_MS = SECOND;

const FREE = "";
const WRONG = "x.";

export const UNTOUCHED: Guard = {
  places: Array.from({ length: ATTEMPTS_MAX }, () => FREE),
  locks: 0,
  lockedUntilMs: 0,
};

/** Whatever sorts before this is free at that time: never taken, or taken and not settled for a minute. */
export function freeBefore(nowMs: number): string {
  return timeKey(nowMs + 1);
}

export function openPlace(id: string, nowMs: number): string {
  return `${timeKey(nowMs + ATTEMPT_LIFE_MS)}.${id}`;
}

export function wrongPlace(id: string): string {
  return `${WRONG}${id}`;
}

const isWrong = (place: string) => place.startsWith(WRONG);

export type Choice =
  | { readonly outcome: "take"; readonly place: number }
  | { readonly outcome: "locked" | "busy"; readonly retryAfterMs: number }
  /** Five were wrong, and whoever should have locked did not get to it. */
  | { readonly outcome: "lock_overdue" };

/** Which place an attempt may take. `chance` in [0, 1) keeps rivals off each other's places. */
export function choosePlace({ places, lockedUntilMs }: Guard, nowMs: number, chance: number): Choice {
  if (lockedUntilMs > nowMs) return { outcome: "locked", retryAfterMs: lockedUntilMs - nowMs };
  if (places.every(isWrong)) return { outcome: "lock_overdue" };
  const free = places.flatMap((place, index) => (place < freeBefore(nowMs) ? [index] : []));
  const place = free[Math.floor(chance * free.length)];
  return place === undefined ? { outcome: "busy", retryAfterMs: BUSY_RETRY_MS } : { outcome: "take", place };
}

export function attemptsLeft({ places }: Guard): number {
  return places.filter((place) => !isWrong(place)).length;
}

/** The guard after five wrong attempts. */
export function lockedGuard({ locks }: Guard, nowMs: number, lengths: readonly number[] = LOCK_MS): Guard {
  const lockMs = lengths[Math.min(locks, lengths.length - 1)] ?? LOCK_MS[0];
  return { ...UNTOUCHED, locks: locks + 1, lockedUntilMs: nowMs + lockMs };
}

/** True for a lock that only a reset ends. */
export function isUntilReset(retryAfterMs: number): boolean {
  return retryAfterMs > UNTIL_RESET_MS / 2;
}

/** Places that a right attempt frees: its own, and those of wrong ones. Open ones of others stay. */
export function placesToFree({ places }: Guard, mine: string): readonly number[] {
  return places.flatMap((place, index) => (place === mine || isWrong(place) ? [index] : []));
}
