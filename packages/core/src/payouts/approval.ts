import { alertStaff, type Minor, transactionIdOf } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { isOpen, readFacts } from "./model.ts";
import { findPayout, type PayoutState } from "./store.ts";

/**
 * Our answer when the provider asks before it sends. Its question is not signed; but whatever it is, it is compared with
 * what we wrote down before we ordered: a transfer that somebody else ordered with our key is not let go.
 */
export interface ApprovalAsked {
  readonly reference: string;
  readonly amount: Minor;
  readonly currency: string | undefined;
  readonly mode: "test" | "live" | undefined;
  readonly recipientCode: string | undefined;
}

/** Throws `transfer_not_ordered` unless this is a transfer that we have begun to send and that has not ended. */
export async function approveTransfer(asked: ApprovalAsked | undefined): Promise<void> {
  const transactionId = asked === undefined ? undefined : transactionIdOf(asked.reference);
  const state = transactionId === undefined ? undefined : await findPayout(transactionId);
  if (asked !== undefined && state !== undefined && isOrdered(state, asked)) return;
  // Anybody may ask, and one alarm serves all alerts: what was made up, though it has our shape, must not keep it ringing.
  if (state !== undefined) alertStaff({ alert: "transfer_not_ordered", transactionId });
  throw errors.transfer_not_ordered();
}

/** What the provider does not say is not compared. Pure. */
export function isOrdered({ payout, dispatch }: PayoutState, asked: ApprovalAsked): boolean {
  const { currency = payout.currency, mode = payout.mode, recipientCode = readFacts(payout).recipientCode } = asked;
  return (
    isOpen(payout) &&
    // Written down before the provider is called.
    dispatch !== undefined &&
    asked.amount === payout.amount &&
    currency === payout.currency &&
    mode === payout.mode &&
    recipientCode === readFacts(payout).recipientCode
  );
}
