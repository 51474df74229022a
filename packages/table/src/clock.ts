import { randomUUID } from "node:crypto";

/** Waiting, elapsed time and chance of the retry loop; the package knows no other clock. Tests put their own here. */
export interface RetryClock {
  /** Milliseconds on a clock that only runs forward; its zero means nothing. */
  elapsed(): number;
  sleep(ms: number): Promise<void>;
  /** A fraction in [0, 1). */
  chance(): number;
}

const real: RetryClock = {
  elapsed: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  chance: () => Math.random(),
};

let current = real;

export function retryClock(): RetryClock {
  return current;
}

/** For tests: replaces the clock until `setRetryClock()` brings the real one back. */
export function setRetryClock(clock: RetryClock = real): void {
  current = clock;
}

/** The time that a request is signed with, as the wall shows it: AWS refuses one that is five minutes off. */
export const signingTime = (): string => new Date().toISOString();

/** By which AWS knows the attempts of one transaction. */
export const newRequestToken = (): string => randomUUID();
