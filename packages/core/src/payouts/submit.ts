import { alertStaff, assert, never, now, providerReference } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { flagPayout } from "./conclude.ts";
import { currencyOf, type Failure, isOpen, readFacts, type Said, type Step } from "./model.ts";
import { NO_FLOAT, type PayoutProvider, type SendOutcome, type Transfer } from "./ports.ts";
import { beginSending, type Dispatch, findPayout, noteProgress, type PayoutState, settleDoubt } from "./store.ts";
import { decideVerdict } from "./verdict.ts";
import {
  askAfterSeconds,
  DOUBT_ENDS_MS,
  FLOAT_PATIENCE_MS,
  OVERDUE_MS,
  RESEND_AFTER_MS,
  sendAgainSeconds,
} from "./waits.ts";

/**
 * The conversation with the provider about one payout: sending it, and asking what became of it. No money moves here;
 * what is conclusive goes to `conclude.ts`. Sending again is always under the same reference, so that the provider
 * itself keeps two from becoming one payment each.
 */

/** Sends an open payout. */
export async function submitPayout(transactionId: string, provider: PayoutProvider): Promise<Step> {
  const state = await openPayout(transactionId, provider);
  if (state === undefined) return { outcome: "ended" };
  const { payout, dispatch: before } = state;
  const sending = await beginSending(transactionId, before);
  if (sending === undefined) return ask(payout);
  const answer = await provider.startTransfer({
    reference: providerReference(transactionId),
    amount: payout.amount,
    currency: currencyOf(payout),
    recipientCode: readFacts(payout).recipientCode,
    reason: "Payout",
  });
  return afterSending({ payout, sending, doubtBefore: before?.doubtAtMs }, answer, provider);
}

interface Sent {
  readonly payout: Journal;
  readonly sending: Dispatch;
  /** Time of an earlier sending whose answer we never had. */
  readonly doubtBefore: number | undefined;
}

async function afterSending(sent: Sent, answer: SendOutcome, provider: PayoutProvider): Promise<Step> {
  switch (answer.outcome) {
    case "accepted":
      await settleDoubt(sent.sending, undefined);
      return heed(sent.payout, answer);
    case "exists":
      return lookFor(sent.payout, provider);
    case "unknown":
      // Asking at once proves little: the provider may still be about to write it down.
      await noteProgress(sent.payout, "awaiting_confirmation");
      return ask(sent.payout);
    case "refused":
      return sent.doubtBefore === undefined
        ? refusedForGood(sent, answer.code)
        : refusedInDoubt(sent, answer.code, provider);
    default:
      return never(answer, "answer to a transfer");
  }
}

/** An earlier sending arrived: the provider's record says what became of it. */
async function lookFor(payout: Journal, provider: PayoutProvider): Promise<Step> {
  await noteProgress(payout, "awaiting_confirmation");
  const found = await provider.verifyTransfer(providerReference(payout.transactionId));
  return found.outcome === "found" ? heed(payout, found) : ask(payout);
}

/** Every sending so far was answered, and none arrived. */
async function refusedForGood({ payout, sending }: Sent, code: string): Promise<Step> {
  await settleDoubt(sending, undefined);
  const ageMs = now() - payout.createdAtMs;
  if (code !== NO_FLOAT) return released(sending, "refused_by_provider");
  if (ageMs >= FLOAT_PATIENCE_MS) return released(sending, "provider_unavailable");
  alertStaff({ alert: "payout_float_too_low", transactionId: payout.transactionId });
  return { outcome: "not_sent", waitSeconds: sendAgainSeconds(ageMs) };
}

/**
 * This sending was refused, but an earlier one may have arrived: it may even be why (its amount is gone from our
 * balance). Only the provider's own record, or an hour without any, decides.
 */
async function refusedInDoubt(sent: Sent, code: string, provider: PayoutProvider): Promise<Step> {
  const { payout, sending, doubtBefore = 0 } = sent;
  const found = await provider.verifyTransfer(providerReference(payout.transactionId));
  if (found.outcome === "found") return heed(payout, found);
  if (found.outcome === "not_found" && now() - doubtBefore >= DOUBT_ENDS_MS) return refusedForGood(sent, code);
  await settleDoubt(sending, doubtBefore);
  await noteProgress(payout, "awaiting_confirmation");
  return ask(payout);
}

function released({ sends }: Dispatch, failure: Failure): Step {
  const said: Said = { status: "refused", transferCode: null, fee: null, failure, afterSend: sends };
  return { outcome: "failed", said };
}

/** Asks the provider what became of an open payout. */
export async function pollPayout(transactionId: string, provider: PayoutProvider): Promise<Step> {
  const state = await openPayout(transactionId, provider);
  if (state === undefined) return { outcome: "ended" };
  const { payout, dispatch } = state;
  if (now() - payout.createdAtMs >= OVERDUE_MS) alertStaff({ alert: "payout_overdue", transactionId });
  const found = await provider.verifyTransfer(providerReference(transactionId));
  switch (found.outcome) {
    case "found":
      return heed(payout, found);
    case "unknown":
      return ask(payout);
    case "not_found":
      return afterNoTrace(payout, dispatch);
    default:
      return never(found, "answer about a transfer");
  }
}

/** "Not found" counts once the provider has had time to write down what we sent. */
function afterNoTrace(payout: Journal, dispatch: Dispatch | undefined): Step {
  const sendAgain = dispatch === undefined || now() - dispatch.sentAtMs >= RESEND_AFTER_MS;
  return sendAgain ? { outcome: "not_sent", waitSeconds: 1 } : ask(payout);
}

async function openPayout(transactionId: string, provider: PayoutProvider): Promise<PayoutState | undefined> {
  const state = await findPayout(transactionId);
  assert(state !== undefined, "an execution is about a payout");
  if (!isOpen(state.payout)) return undefined;
  assert(state.payout.mode === provider.mode, "a payout is sent in the mode it was ordered in");
  return state;
}

/** Turns the provider's word on a transfer into what the execution does next. */
async function heed(payout: Journal, transfer: Transfer): Promise<Step> {
  const verdict = decideVerdict(payout, transfer);
  switch (verdict.do) {
    case "settle":
      return { outcome: "completed", said: verdict.said };
    case "release":
      return { outcome: "failed", said: verdict.said };
    case "wait":
      await noteProgress(payout, "processing");
      return ask(payout);
    case "flag":
      // No retry makes it right: once a day is enough until a person has.
      await flagPayout(payout, verdict.flaw, verdict.said);
      return { outcome: "awaiting", waitSeconds: askAfterSeconds(OVERDUE_MS) };
    case "refund":
    case "nothing":
      return { outcome: "ended" };
    default:
      return never(verdict, "verdict on a transfer");
  }
}

function ask({ createdAtMs }: Journal): Step {
  return { outcome: "awaiting", waitSeconds: askAfterSeconds(now() - createdAtMs) };
}
