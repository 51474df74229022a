import { alertStaff, assert, never, now, providerReference } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { flagPayout, remindOfFlaw } from "./flaws.ts";
import { currencyOf, type Failure, isOpen, readFacts, type Said, type Step, type WaitsFor } from "./model.ts";
import { NO_FLOAT, type PayoutProvider, type SendOutcome, type Transfer } from "./ports.ts";
import {
  beginSending,
  commitFacts,
  type Dispatch,
  findPayout,
  noteArrival,
  noteProgress,
  type PayoutState,
  settleDoubt,
} from "./store.ts";
import { decideVerdict, waitsFor } from "./verdict.ts";
import {
  APPROVAL_ASK_SECONDS,
  askAfterSeconds,
  DOUBT_ENDS_MS,
  FLOAT_PATIENCE_MS,
  OVERDUE_MS,
  RESEND_AFTER_MS,
  sendAgainSeconds,
  SEND_WITHIN_MS,
} from "./waits.ts";

/**
 * The conversation with the provider about one payout: sending it, and asking what became of it. No money moves here;
 * what is conclusive goes to `conclude.ts`. Sending again is always under the same reference, so that the provider
 * itself keeps two from becoming one payment each; and once the provider is known to have a transfer under it, nothing
 * is sent any more: its answer to another sending would say nothing of the one that arrived.
 */

/** Sends an open payout, unless one that was sent before may still be on its way. */
export async function submitPayout(transactionId: string, provider: PayoutProvider): Promise<Step> {
  const state = await openPayout(transactionId);
  if (state === undefined) return { outcome: "ended" };
  if (state.payout.mode !== provider.mode) return inOtherMode(state);
  // Whoever sent before us may have been cut off behind it: the provider is asked before anything is sent again.
  const before = state.dispatch === undefined ? undefined : await lookUp(state, provider);
  if (before !== undefined && before.outcome !== "not_sent") return before;
  const sending = await beginSending(transactionId, state.dispatch);
  if (sending === undefined) return ask(state.payout);
  const sent = { payout: state.payout, sending, doubtBefore: state.dispatch?.doubtAtMs };
  // An instance that was frozen in between may not wake up to send what others have given up since.
  if (now() - sending.sentAtMs > SEND_WITHIN_MS) return notSent(sent);
  return afterSending(sent, await send(state.payout, provider), provider);
}

interface Sent {
  readonly payout: Journal;
  readonly sending: Dispatch;
  /** Time of an earlier sending whose answer we never had. */
  readonly doubtBefore: number | undefined;
}

function send(payout: Journal, provider: PayoutProvider): Promise<SendOutcome> {
  return provider.startTransfer({
    reference: providerReference(payout.transactionId),
    amount: payout.amount,
    currency: currencyOf(payout),
    recipientCode: readFacts(payout).recipientCode,
    reason: payout.note ?? "Payout",
  });
}

/** This sending was not made, for certain; an earlier one may have been. */
async function notSent({ payout, sending, doubtBefore }: Sent): Promise<Step> {
  await settleDoubt(sending, doubtBefore);
  return ask(payout);
}

async function afterSending(sent: Sent, answer: SendOutcome, provider: PayoutProvider): Promise<Step> {
  const { payout, sending, doubtBefore } = sent;
  switch (answer.outcome) {
    case "accepted":
      return heed({ payout, dispatch: sending }, answer);
    case "exists": {
      await noteArrival(payout.transactionId, sending);
      await noteProgress(payout, "awaiting_confirmation");
      return lookUp({ payout, dispatch: { ...sending, arrivedAtMs: now() } }, provider);
    }
    case "unknown":
      // Asking at once proves little: the provider may still be about to write it down.
      await noteProgress(payout, "awaiting_confirmation");
      return ask(payout);
    case "refused":
      return doubtBefore === undefined
        ? refusedForGood(sent, answer.code)
        : refusedInDoubt(sent, doubtBefore, answer.code, provider);
    default:
      return never(answer, "answer to a transfer");
  }
}

/** Every sending so far was answered, and none arrived. */
async function refusedForGood({ payout, sending }: Sent, code: string): Promise<Step> {
  await settleDoubt(sending, undefined);
  const ageMs = now() - payout.createdAtMs;
  if (code !== NO_FLOAT) return released(sending.sends, "refused_by_provider");
  if (ageMs >= FLOAT_PATIENCE_MS) return released(sending.sends, "funds_unavailable");
  alertStaff({ alert: "payout_float_too_low", transactionId: payout.transactionId });
  await noteWait(payout, "float");
  return { outcome: "no_float", waitSeconds: sendAgainSeconds(ageMs) };
}

/**
 * This sending was refused, but an earlier one may have arrived: it may even be why (its amount is gone from our
 * balance). Only the provider's own record, or an hour without any, decides.
 */
async function refusedInDoubt(sent: Sent, doubtBefore: number, code: string, provider: PayoutProvider): Promise<Step> {
  const { payout, sending } = sent;
  const found = await provider.verifyTransfer(providerReference(payout.transactionId));
  if (found.outcome === "found") return heed({ payout, dispatch: sending }, found);
  if (found.outcome === "not_found" && now() - doubtBefore >= DOUBT_ENDS_MS) return refusedForGood(sent, code);
  await settleDoubt(sending, doubtBefore);
  await noteProgress(payout, "awaiting_confirmation");
  return ask(payout);
}

/** The money may go back for as long as this is the newest sending, and none is known to have arrived. */
export function released(afterSend: number, failure: Failure): Step {
  const said: Said = {
    status: afterSend === 0 ? "not_sent" : "refused",
    transferCode: null,
    fee: null,
    failure,
    afterSend,
  };
  return { outcome: "failed", said };
}

/** Asks the provider what became of an open payout. */
export async function pollPayout(transactionId: string, provider: PayoutProvider): Promise<Step> {
  const state = await openPayout(transactionId);
  if (state === undefined) return { outcome: "ended" };
  if (state.payout.mode !== provider.mode) return inOtherMode(state);
  if (now() - state.payout.createdAtMs >= OVERDUE_MS) alertStaff({ alert: "payout_overdue", transactionId });
  return lookUp(state, provider);
}

async function lookUp(state: PayoutState, provider: PayoutProvider): Promise<Step> {
  const found = await provider.verifyTransfer(providerReference(state.payout.transactionId));
  switch (found.outcome) {
    case "found":
      return heed(state, found);
    case "unknown":
      return ask(state.payout);
    case "not_found":
      return afterNoTrace(state);
    default:
      return never(found, "answer about a transfer");
  }
}

/** "Not found" counts once the provider has had time to write down what we sent; of what it had already, never. */
function afterNoTrace({ payout, dispatch }: PayoutState): Step {
  if (dispatch?.arrivedAtMs !== undefined) {
    alertStaff({ alert: "payout_lost_by_provider", transactionId: payout.transactionId });
    return ask(payout);
  }
  const doubtAtMs = dispatch?.doubtAtMs;
  const sendAgain = doubtAtMs === undefined || now() - doubtAtMs >= RESEND_AFTER_MS;
  return sendAgain ? { outcome: "not_sent", waitSeconds: 1 } : ask(payout);
}

export async function openPayout(transactionId: string): Promise<PayoutState | undefined> {
  const state = await findPayout(transactionId);
  assert(state !== undefined, "an execution is about a payout");
  return isOpen(state.payout) ? state : undefined;
}

/**
 * Our key is of another mode than the one it was ordered in, and knows neither its recipient nor its transfers. What
 * never was sent can be given back; of what was, this key learns nothing.
 */
function inOtherMode({ payout, dispatch }: PayoutState): Step {
  if (dispatch === undefined) return released(0, "beneficiary_outdated");
  alertStaff({ alert: "payout_mode_differs", transactionId: payout.transactionId });
  return ask(payout);
}

/** Turns the provider's word on a transfer into what the execution does next. That there is one is noted first. */
async function heed({ payout, dispatch }: PayoutState, transfer: Transfer): Promise<Step> {
  await noteArrival(payout.transactionId, dispatch);
  await remindOfFlaw(payout);
  const verdict = decideVerdict(payout, transfer);
  switch (verdict.do) {
    case "settle":
      return { outcome: "completed", said: verdict.said };
    case "release":
      return { outcome: "failed", said: verdict.said };
    case "wait":
      return waitOn(payout, transfer);
    case "flag":
      // No retry makes it right: once it is noted, once a day is enough until a person has.
      return (await flagPayout(payout, verdict.flaw, verdict.said))
        ? { outcome: "awaiting", waitSeconds: askAfterSeconds(OVERDUE_MS) }
        : { outcome: "awaiting", waitSeconds: askAfterSeconds(0) };
    case "refund":
    case "nothing":
      return { outcome: "ended" };
    default:
      return never(verdict, "verdict on a transfer");
  }
}

/** The provider has it and goes on by itself, or waits for us: what for is noted, and told once. */
async function waitOn(payout: Journal, { status }: Transfer): Promise<Step> {
  const wait = waitsFor(status);
  if (wait === "otp" && readFacts(payout).waitsFor !== "otp") {
    alertStaff({ alert: "payout_otp_required", transactionId: payout.transactionId });
  }
  await noteProgress(payout, "processing");
  await noteWait({ ...payout, status: "processing" }, wait);
  if (wait === undefined) return ask(payout);
  return {
    outcome: "awaiting_approval",
    waitSeconds: Math.min(askAfterSeconds(now() - payout.createdAtMs), APPROVAL_ASK_SECONDS),
  };
}

/** Notes what an open payout waits for, and since when, for people; undefined: for the bank alone. */
async function noteWait(payout: Journal, wait: WaitsFor | undefined): Promise<void> {
  const { waitsFor: noted, waitsSinceMs: _, ...facts } = readFacts(payout);
  if (noted === wait) return;
  await commitFacts(payout, wait === undefined ? facts : { ...facts, waitsFor: wait, waitsSinceMs: now() });
}

function ask({ createdAtMs }: Journal): Step {
  return { outcome: "awaiting", waitSeconds: askAfterSeconds(now() - createdAtMs) };
}
