import { equals, transact, update, type Write } from "@cowry/table";
import type { AtOnce, Kinds, Proposal, Proposed } from "../approvals/index.ts";
import { proposeChecked } from "../approvals/index.ts";
import { type AuditAction, auditEntry } from "../audit/index.ts";
import { DAY, errors as kernelErrors, isBlindTo, now, providerReference, type Staff } from "../kernel/index.ts";
import { type Journal, journal } from "../wallet/index.ts";
import { type Conclusion, refundPayout, releasePayout, settlePayout } from "./conclude.ts";
import { errors } from "./errors.ts";
import { carryOn } from "./execution.ts";
import { readFacts, type Said } from "./model.ts";
import type { CodeOutcome, FindOutcome, OneTimeCodes, PayoutProvider } from "./ports.ts";
import { decideByStaff, type Wish } from "./staff-decision.ts";
import { findPayout, type PayoutState } from "./store.ts";

/** What staff do about a payout. None of it is stronger than the rules: what the provider says decides here, too. */

export async function loadPayout(transactionId: string): Promise<PayoutState> {
  const state = await findPayout(transactionId);
  if (state === undefined) throw errors.payout_not_found();
  return state;
}

/**
 * Asks the provider now, and takes the next step: sends what it has no trace of, under the same reference, ends what has
 * ended. Beside a living execution it does nothing twice. Throws `payout_not_found`.
 */
export async function retryPayout(
  actor: Staff,
  { transactionId, reason }: { readonly transactionId: string; readonly reason: string },
  provider: PayoutProvider,
): Promise<PayoutState> {
  const { payout } = await loadPayout(transactionId);
  await transact([trailOf(actor, payout, "payouts.retried", reason)]);
  await carryOn(transactionId, provider);
  return loadPayout(transactionId);
}

function trailOf(actor: Staff, payout: Journal, action: AuditAction, reason: string): Write {
  const subject = { kind: "transaction", id: payout.transactionId };
  return auditEntry(actor, { action, subject, userId: payout.owner, before: { status: payout.status }, reason });
}

/** Gives the provider the one-time code that a transfer waits for; without one, has another code sent to our phone. */
export async function enterCode(
  actor: Staff,
  order: { readonly transactionId: string; readonly otp: string | undefined; readonly reason: string },
  provider: PayoutProvider & OneTimeCodes,
): Promise<PayoutState> {
  const { transactionId, otp, reason } = order;
  const { payout } = await loadPayout(transactionId);
  const found = await provider.verifyTransfer(providerReference(transactionId));
  if (found.outcome === "unknown") throw kernelErrors.unavailable(undefined, { context: { transfer: found.why } });
  if (found.outcome !== "found" || found.status !== "otp") throw errors.payout_wants_no_code();
  await transact([trailOf(actor, payout, otp === undefined ? "payouts.code_resent" : "payouts.code_entered", reason)]);
  const { transferCode } = found;
  checkAccepted(
    await (otp === undefined ? provider.resendOtp(transferCode) : provider.finalizeTransfer(transferCode, otp)),
  );
  await carryOn(transactionId, provider);
  return loadPayout(transactionId);
}

function checkAccepted(answer: CodeOutcome): void {
  if (answer.outcome === "refused") throw errors.payout_code_refused();
  if (answer.outcome === "unknown") throw kernelErrors.unavailable(undefined, { context: { code: answer.why } });
}

export const CONCLUSION = "payouts/conclusion";
const PROPOSAL_LIFE_MS = 3 * DAY;

/** Proposes an end of a payout that its own machinery does not bring about; a colleague approves it. */
export async function proposeConclusion(
  actor: Staff,
  order: { readonly transactionId: string; readonly wish: Wish; readonly reason: string; readonly key: string },
  provider: PayoutProvider,
): Promise<Proposed> {
  const { transactionId, wish, reason, key } = order;
  const state = await loadPayout(transactionId);
  const found = await ask(state, provider);
  return proposeChecked(
    actor,
    {
      kind: CONCLUSION,
      payload: { transaction_id: transactionId, wish },
      reason,
      permission: "payouts.settle",
      userId: state.payout.owner,
      expiresInMs: PROPOSAL_LIFE_MS,
      key,
    },
    () => void decideByStaff(wish, state, found, now()),
  );
}

async function ask({ payout }: PayoutState, provider: PayoutProvider): Promise<FindOutcome> {
  if (isBlindTo(provider, payout)) return { outcome: "unknown", why: "other_mode" };
  return provider.verifyTransfer(providerReference(payout.transactionId));
}

/** For the doors of approvals. Asks the provider once more, when it is carried out. */
export function payoutKinds(provider: PayoutProvider): Kinds {
  const conclusion: AtOnce = {
    mode: "at_once",
    async execute({ payload }: Proposal, _approver, ending) {
      const transactionId = String(payload["transaction_id"]);
      const state = await loadPayout(transactionId);
      const wish = payload["wish"] as Wish;
      const said = decideByStaff(wish, state, await ask(state, provider), now());
      const conclusion = await carryOut(wish, state.payout, said, ending({ transaction_id: transactionId }));
      // A commit whose answer was lost looks as if somebody else had been faster: the proposal itself tells.
      return conclusion === "moved" ? "executed" : "lost";
    },
  };
  return { [CONCLUSION]: conclusion };
}

function carryOut(wish: Wish, payout: Journal, said: Said, also: readonly Write[]): Promise<Conclusion> {
  switch (wish) {
    case "settle":
      return settlePayout(payout, said, also);
    case "release":
      return releasePayout(payout, said, also);
    case "reverse":
      return refundPayout(payout, said, also);
    case "dismiss":
      return dismiss(payout, also);
  }
}

/** What was flagged has been dealt with: it is not listed any more. Its flaw stays written. */
async function dismiss(payout: Journal, also: readonly Write[]): Promise<Conclusion> {
  const { transactionId, status } = payout;
  const facts = { ...readFacts(payout) };
  const when = [equals("status", status), equals("external", payout.external ?? {})];
  const change = update(journal, { transactionId }, { rule: "flagged", when, set: { external: facts }, index: null });
  return (await transact([change, ...also])).committed ? "moved" : "open";
}

/** Why an approved end may not be carried out. */
export const conclusionRefusals = [
  errors.payout_accepted,
  errors.payout_ended,
  errors.payout_not_flagged,
  errors.payout_not_found,
  errors.payout_not_paid,
  errors.payout_still_paid,
] as const;
