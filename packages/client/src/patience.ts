import type { Outcome } from "./exchange.ts";

/** When a request is worth sending again, and how long to wait before. */

export interface Patience {
  /** Attempts in all. */
  readonly attempts: number;
  /** The first pause; each further one may be twice as long. */
  readonly pauseMs: number;
  /** Nothing is waited for longer: where the API asks for more, the caller hears of it at once. */
  readonly pauseMaxMs: number;
}

export type Wait = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** True where the same request may do better in a moment. Whether sending it again is safe is another question. */
export function isPassing(outcome: Outcome): boolean {
  if (outcome.kind === "success") return false;
  if (outcome.kind === "lost") return !outcome.aborted;
  const { status } = outcome.kind === "refused" ? outcome.problem : outcome.error;
  return status === 429 || status >= 500;
}

/**
 * How long to wait before attempt `next` (2 is the first repetition); undefined when it is time to give up. What the
 * API asks for counts; else somewhere up to a limit that doubles, so that many who failed together do not come back
 * together.
 */
export function pauseBefore(next: number, outcome: Outcome, patience: Patience): number | undefined {
  if (next > patience.attempts || !isPassing(outcome)) return undefined;
  const asked = retryAfterIn(outcome);
  if (asked !== undefined) return asked * 1000 <= patience.pauseMaxMs ? asked * 1000 : undefined;
  const limit = Math.min(patience.pauseMs * 2 ** (next - 2), patience.pauseMaxMs);
  return limit * (0.5 + Math.random() / 2);
}

function retryAfterIn(outcome: Outcome): number | undefined {
  if (outcome.kind === "refused") return outcome.problem.retryAfterSeconds;
  return outcome.kind === "strange" ? outcome.error.retryAfterSeconds : undefined;
}

/** Ends early, without a word, when the signal does. */
export const wait: Wait = (ms, signal) =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (signal?.aborted === true) end();
    else signal?.addEventListener("abort", end);
  });
