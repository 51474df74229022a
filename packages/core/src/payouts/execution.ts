import { alertStaff, HOUR, MINUTE, now, transactionIdOf } from "../kernel/index.ts";
import { concludeByTransfer, releasePayout, settlePayout } from "./conclude.ts";
import { isOpen, type Said, type Step } from "./model.ts";
import type { Executions, PayoutProvider, Transfer, Waker } from "./ports.ts";
import { findPayout, type PayoutState } from "./store.ts";
import { pollPayout, submitPayout } from "./submit.ts";
import { findTaskToken, keepTaskToken, listOpen } from "./waiting-store.ts";
import { askAfterSeconds, NAME_SILENCE_PATIENCE_MS } from "./waits.ts";

/** How executions, webhooks and the sweep meet. Whoever is first concludes; the others find it done. */

/** Starts the execution of a payout that was just ordered. Told twice, it starts one. */
export async function startPayout(transactionId: string, executions: Executions): Promise<void> {
  await executions.start(transactionId);
}

/** The execution's own end of a payout: what the step before it was told. */
export async function concludePayout(
  transactionId: string,
  outcome: "completed" | "failed",
  said: Said,
): Promise<Step> {
  const state = await findPayout(transactionId);
  if (state === undefined || !isOpen(state.payout)) return { outcome: "ended" };
  const { payout } = state;
  const conclusion = await (outcome === "completed" ? settlePayout(payout, said) : releasePayout(payout, said));
  if (conclusion === "open") return { outcome: "awaiting", waitSeconds: askAfterSeconds(0) };
  return { outcome: "ended" };
}

/**
 * Keeps the token by which a webhook wakes the execution. A webhook that came before it was kept has found none: so
 * look once more, after keeping it.
 */
export async function awaitConfirmation(transactionId: string, token: string, waker: Waker): Promise<void> {
  await keepTaskToken(transactionId, token);
  const state = await findPayout(transactionId);
  if (state === undefined || !isOpen(state.payout)) await waker.wake(token, { transactionId, outcome: "ended" });
}

/** An event about a transfer. Concludes by itself; the execution is only told. */
export async function receiveTransfer(transfer: Transfer, waker: Waker): Promise<"concluded" | "open" | "not_ours"> {
  const transactionId = transactionIdOf(transfer.reference);
  const conclusion = transactionId === undefined ? undefined : await concludeByTransfer(transactionId, transfer);
  if (transactionId === undefined || conclusion === undefined) return "not_ours";
  if (conclusion === "open") return "open";
  const token = await findTaskToken(transactionId);
  if (token !== undefined) await wake(waker, token, transactionId);
  return "concluded";
}

/** The money is where it belongs by now; an execution that hears nothing asks for itself when its wait ends. */
async function wake(waker: Waker, token: string, transactionId: string): Promise<void> {
  try {
    await waker.wake(token, { transactionId, outcome: "ended" });
  } catch {
    alertStaff({ alert: "payout_execution_not_woken", transactionId });
  }
}

/** Younger payouts are their execution's business alone. */
const SWEPT_AFTER_MS = 30 * MINUTE;
/** One that was sent once and left no trace is sent again; an execution that has not done so by now never will. */
const SENT_AGAIN_BY_MS = 2 * HOUR;
/** The same for one that never was: before it, an execution waits so long for its bank's word on the account. */
const SENT_BY_MS = NAME_SILENCE_PATIENCE_MS + HOUR;

/** Whether no execution sends it any more. */
function isLeft({ payout, dispatch }: PayoutState): boolean {
  return now() - payout.createdAtMs >= (dispatch === undefined ? SENT_BY_MS : SENT_AGAIN_BY_MS);
}

/** For how long one sweep begins anything: its door runs a minute longer. */
export const SWEEP_MS = 4 * MINUTE;

/**
 * Looks after payouts that stay open: starts executions that a lost stream record left unstarted, all of them first,
 * for that is quick; and then takes by itself the steps that a dead one does not take, for as long as there is time.
 * Beside a living execution it does nothing twice, for no verb does.
 */
export async function sweepPayouts(
  executions: Executions,
  provider: PayoutProvider,
  budgetMs = SWEEP_MS,
): Promise<void> {
  const startedAt = performance.now();
  const isOver = (shareMs: number) => performance.now() - startedAt >= shareMs;
  const found = new Set<string>();
  let isWhole = true;
  for await (const page of listOpen(now() - SWEPT_AFTER_MS)) {
    for (const transactionId of page.filter((id) => !found.has(id))) {
      found.add(transactionId);
      await alone(transactionId, () => executions.start(transactionId));
    }
    isWhole = !isOver(budgetMs / 2);
    if (!isWhole) break;
  }
  for (const transactionId of found) {
    isWhole &&= !isOver(budgetMs);
    if (isOver(budgetMs)) break;
    await alone(transactionId, () => carryOn(transactionId, provider, isLeft));
  }
  if (!isWhole) alertStaff({ alert: "payout_sweep_unfinished" });
}

/** One that fails must not keep the others waiting; the next sweep tries it again. */
async function alone(transactionId: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch {
    alertStaff({ alert: "payout_sweep_failed", transactionId });
  }
}

/** The next step of a payout whose execution does not take it: it asks, sends what has no trace, and ends what ended. */
export async function carryOn(
  transactionId: string,
  provider: PayoutProvider,
  isSentNow: (state: PayoutState) => boolean = () => true,
): Promise<void> {
  let step = await pollPayout(transactionId, provider);
  const state = step.outcome === "not_sent" ? await findPayout(transactionId) : undefined;
  if (state !== undefined && isSentNow(state)) {
    step = await submitPayout(transactionId, provider);
  }
  if (step.outcome === "completed" || step.outcome === "failed") {
    await concludePayout(transactionId, step.outcome, step.said);
  }
}
