import { retryClock } from "./clock.ts";
import { busyReason, failureOf, TableBug, TableBusy } from "./errors.ts";
import { isLate } from "./lateness.ts";

/** A door has 10 s; the last attempt may start at the end of the budget and hang for 3 s. */
export const DEFAULT_BUDGET_MS = 6_000;
const BASE_MS = 20;
const CAP_MS = 400;

/** Full jitter: anything from nothing to the doubled delay, so that rivals do not meet again. `chance`: from 0 to 1. */
export function backoff(attempt: number, chance = retryClock().chance()): number {
  return chance * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 10));
}

/** What one attempt came to: an answer, or a reason to send the same once more. */
export type Attempt<T> = { readonly answer: T } | { readonly again: string };

export interface Persistence {
  readonly operation: string;
  readonly budgetMs: number | undefined;
  /** Names for the log: entities, rules. Never values. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Done between the wait and the next attempt, told why the last one failed. What it throws leaves as it is. */
  readonly renew?: ((reason: string) => Promise<void>) | undefined;
}

/** Sends until there is an answer or the budget is spent. No attempt starts after the budget, or after its request. */
export async function persist<T>(what: Persistence, attempt: () => Promise<Attempt<T>>): Promise<T> {
  const clock = retryClock();
  const deadline = clock.elapsed() + (what.budgetMs ?? DEFAULT_BUDGET_MS);
  for (let tries = 1; ; tries++) {
    if (isLate()) throw new TableBusy(what.operation, tries - 1, "TooLate");
    const outcome = await attempt().catch((error: unknown) => translate(error, what));
    if ("answer" in outcome) return outcome.answer;
    const delay = backoff(tries - 1);
    if (clock.elapsed() + delay > deadline) throw new TableBusy(what.operation, tries, outcome.again);
    await clock.sleep(delay);
    await what.renew?.(outcome.again);
  }
}

function translate(error: unknown, { operation, context }: Persistence): { readonly again: string } {
  const again = busyReason(error);
  if (again !== undefined) return { again };
  if (error instanceof TableBug) throw error;
  const { name, status, message } = failureOf(error);
  // Not as `cause`: the SDK's error objects carry items.
  const bug = new TableBug(`${operation} was refused: ${name}`, { ...context, operation, status, says: message });
  if (error instanceof Error && error.stack !== undefined) bug.stack = error.stack;
  throw bug;
}
