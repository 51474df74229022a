import { type Customer, DAY, now } from "../kernel/index.ts";
import { errors as walletErrors, type Journal } from "../wallet/index.ts";
import { isOpen, readFacts } from "./model.ts";
import { findPayout, type PayoutState } from "./store.ts";
import { APPROVAL_KNOWN_MS, FUNDS_KNOWN_MS, OVERDUE_MS } from "./waits.ts";

/** What is happening to a payout, and by when it will be known: in words for its owner. Pure but for the reading. */

export const STAGES = [
  "accepted",
  "waiting_for_funds",
  "waiting_for_approval",
  "confirming",
  "with_bank",
  "delayed",
  "paid",
  "given_back",
] as const;
export type Stage = (typeof STAGES)[number];

export interface Progress {
  readonly payout: Journal;
  readonly stage: Stage;
  /** Until then it has ended, or a person looks after it, and asks again each day; undefined once it has ended. */
  readonly byMs: number | undefined;
}

/** What each stage means, for people. */
export const STAGE_SAYS: Readonly<Record<Stage, string>> = {
  accepted: "We have your order and are about to send it.",
  waiting_for_funds: "We are waiting to send it. If we cannot by then, you have the money back.",
  waiting_for_approval: "We have to approve it once more. If that is not done in time, you have the money back.",
  confirming: "It was sent, and the bank has not confirmed it yet. We go on asking; it is not sent twice.",
  with_bank: "The bank has it. Most arrive within minutes.",
  delayed: "This takes longer than it should. A person looks after it and asks the bank each day. Your money is safe.",
  paid: "The bank has paid it.",
  given_back: "It was not paid, and the money is in your wallet again.",
};

/** Throws `transaction_not_found` for what is no payout of the actor's. */
export async function readProgress(actor: Customer, transactionId: string): Promise<Progress> {
  const state = await findPayout(transactionId);
  if (state?.payout.owner !== actor.userId) throw walletErrors.transaction_not_found();
  return progressOf(state, now());
}

export function progressOf({ payout, dispatch }: PayoutState, atMs: number): Progress {
  if (!isOpen(payout)) return { payout, stage: payout.status === "completed" ? "paid" : "given_back", byMs: undefined };
  const { createdAtMs, status } = payout;
  const ageMs = atMs - createdAtMs;
  if (ageMs >= OVERDUE_MS) return { payout, stage: "delayed", byMs: createdAtMs + (Math.floor(ageMs / DAY) + 1) * DAY };
  const byMs = createdAtMs + OVERDUE_MS;
  // Sent, whatever it waited for before.
  if (status === "awaiting_confirmation") return { payout, stage: "confirming", byMs };
  const { waitsFor, waitsSinceMs = createdAtMs } = readFacts(payout);
  if (waitsFor === "float") return { payout, stage: "waiting_for_funds", byMs: createdAtMs + FUNDS_KNOWN_MS };
  const approvedByMs = waitsSinceMs + APPROVAL_KNOWN_MS;
  if (waitsFor !== undefined) {
    // The provider goes on saying so: the bank has nothing of it yet, however long it takes.
    return { payout, stage: "waiting_for_approval", byMs: atMs < approvedByMs ? approvedByMs : byMs };
  }
  return { payout, stage: dispatch === undefined ? "accepted" : "with_bank", byMs };
}
