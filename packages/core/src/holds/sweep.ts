import { alertStaff } from "../kernel/index.ts";
import { expireHold } from "./release.ts";
import { listOver } from "./store.ts";

/** For how long one sweep begins anything: its door runs longer. */
export const SWEEP_MS = 90_000;
const TOGETHER = 10;

/**
 * Ends the holds that are past their time. Nothing depends on when it runs: an expired hold cannot be captured anyway;
 * the money waits for the sweep to be the payer's again.
 */
export async function sweepHolds(budgetMs = SWEEP_MS): Promise<void> {
  const startedAt = performance.now();
  for await (const page of listOver()) {
    for (let first = 0; first < page.length; first += TOGETHER) {
      if (performance.now() - startedAt >= budgetMs) {
        alertStaff({ alert: "hold_sweep_unfinished" });
        return;
      }
      await Promise.all(page.slice(first, first + TOGETHER).map(expire));
    }
  }
}

/** One that fails must not keep the others waiting; the next sweep tries it again. */
async function expire(holdId: string): Promise<void> {
  try {
    await expireHold(holdId);
  } catch {
    alertStaff({ alert: "hold_sweep_failed", transactionId: holdId });
  }
}
