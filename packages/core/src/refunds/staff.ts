import { transact } from "@cowry/table";
import * as z from "zod/mini";
import {
  type AtOnce,
  type Ending,
  type Execution,
  type Kinds,
  proposeChecked,
  type Proposed,
} from "../approvals/index.ts";
import { auditEntry } from "../audit/index.ts";
import {
  type DeclaredError,
  derivedId,
  errors as kernelErrors,
  Id,
  isBlindTo,
  now,
  type Staff,
} from "../kernel/index.ts";
import { concludeRefund, releaseRefund, settleRefund } from "./conclude.ts";
import { errors } from "./errors.ts";
import { PROPOSAL_LIFE_MS } from "./model.ts";
import type { RefundAccount, RefundProvider } from "./ports.ts";
import { lookAfterRefund, ofOurs } from "./send.ts";
import { checkWish, heardOf, type Wish, WISHES, type Word } from "./staff-decision.ts";
import { commitChange, findRefund, type Refund, refundChange } from "./store.ts";

/** What staff do about a refund. None of it is stronger than the rules: what the provider says decides here, too. */

export const CONCLUSION = "refunds/conclusion";

const Payload = z.strictObject({
  refund_id: Id,
  wish: z.enum(WISHES),
  beneficiary_id: z.optional(Id),
});

/** Somebody's saved bank account, by the id under which they saved it; undefined: there is none. */
export type AccountOf = (userId: string, beneficiaryId: string) => Promise<RefundAccount | undefined>;

export interface RefundMeans {
  readonly provider: RefundProvider;
  readonly accountOf: AccountOf;
}

/** Throws `refund_not_found`. */
export async function loadRefund(refundId: string): Promise<Refund> {
  const found = await findRefund(refundId);
  if (found === undefined) throw errors.refund_not_found();
  return found;
}

async function wordOn(refund: Refund, provider: RefundProvider): Promise<Word> {
  if (isBlindTo(provider, refund)) throw kernelErrors.unavailable(undefined, { context: { mode: provider.mode } });
  // Of a test's charge a live key can learn nothing: it is not asked, and its refusal to answer keeps nobody waiting.
  if (provider.mode !== refund.mode) return undefined;
  return ofOurs(refund, heardOf(await provider.listRefunds(refund.chargeReference)));
}

/** What was ordered in a test, and a live key can learn nothing of, staff end as what the provider has lost. */
function asSeenBy(provider: RefundProvider, refund: Refund): Refund {
  return refund.mode === provider.mode ? refund : { ...refund, flaw: "lost" };
}

/** Asks the provider now how a refund stands, and takes its next step. Safe to repeat. */
export async function askForRefund(
  actor: Staff,
  { refundId, reason }: { readonly refundId: string; readonly reason: string },
  provider: RefundProvider,
): Promise<Refund> {
  const refund = await loadRefund(refundId);
  await transact([
    auditEntry(actor, {
      action: "refunds.asked",
      subject: { kind: "refund", id: refundId },
      userId: refund.owner,
      before: { state: refund.state },
      reason,
    }),
  ]);
  await lookAfterRefund(refund, provider, now());
  return loadRefund(refundId);
}

export interface ConclusionWish {
  readonly refundId: string;
  readonly wish: Wish;
  readonly beneficiaryId: string | undefined;
  readonly reason: string;
  readonly key: string;
}

/** Proposes an end that a refund does not come to by itself; a colleague approves it. */
export async function proposeRefundEnd(actor: Staff, order: ConclusionWish, means: RefundMeans): Promise<Proposed> {
  const { refundId, wish, beneficiaryId, reason, key } = order;
  const refund = await loadRefund(refundId);
  const told = await wordOn(refund, means.provider);
  if (wish === "redirect") await accountFor(refund, beneficiaryId, means.accountOf);
  return proposeChecked(
    actor,
    {
      kind: CONCLUSION,
      payload: { refund_id: refundId, wish, ...(beneficiaryId === undefined ? {} : { beneficiary_id: beneficiaryId }) },
      reason,
      permission: "refunds.approve",
      userId: refund.owner,
      expiresInMs: PROPOSAL_LIFE_MS,
      key,
    },
    () => {
      checkWish(wish, asSeenBy(means.provider, refund), told);
    },
  );
}

async function accountFor({ owner }: Refund, beneficiaryId: string | undefined, accountOf: AccountOf) {
  const account = beneficiaryId === undefined ? undefined : await accountOf(owner, beneficiaryId);
  if (account === undefined) throw errors.refund_account_unknown();
  return account;
}

/** For the doors of approvals. The provider is asked once more when it is carried out. */
export function refundEndKinds(means: RefundMeans): Kinds {
  const conclusion: AtOnce = {
    mode: "at_once",
    async execute({ payload }, _approver, ending) {
      const { refund_id, wish, beneficiary_id } = Payload.parse(payload);
      const refund = await loadRefund(refund_id);
      const told = await wordOn(refund, means.provider);
      checkWish(wish, asSeenBy(means.provider, refund), told);
      return carryOut(refund, { wish, told, beneficiaryId: beneficiary_id }, means, ending);
    },
  };
  return { [CONCLUSION]: conclusion };
}

interface Decided {
  readonly wish: Wish;
  readonly told: Word;
  readonly beneficiaryId: string | undefined;
}

async function carryOut(
  refund: Refund,
  { wish, told, beneficiaryId }: Decided,
  means: RefundMeans,
  ending: Ending,
): Promise<Execution> {
  const { refundId } = refund;
  const heard =
    told === undefined ? { providerStatus: "said_by_staff" } : { providerId: told.id, providerStatus: told.status };
  switch (wish) {
    case "settle":
      return executed(
        await settleRefund(refund, heard, ending({ transaction_id: derivedId("refunds/settlement", refundId) })),
      );
    case "release":
      return executed(
        await releaseRefund(refund, heard, ending({ transaction_id: derivedId("refunds/release", refundId) })),
      );
    case "dismiss": {
      const change = refundChange(refund, {}, ["flaw"]);
      return (await transact([change, ...ending({ refund_id: refundId })])).committed ? "executed" : "lost";
    }
    case "redirect":
      return redirect(refund, await accountFor(refund, beneficiaryId, means.accountOf), means.provider, ending);
  }
}

const executed = (done: string): Execution => (done === "moved" ? "executed" : "lost");

/**
 * Decided first, then said: a word that nobody heard leaves the refund where it was, and it can be proposed anew. The
 * provider takes it once: afterwards it does not need attention any more.
 */
async function redirect(
  refund: Refund,
  account: RefundAccount,
  provider: RefundProvider,
  ending: Ending,
): Promise<Execution> {
  const id = refund.providerId;
  if (id === undefined) throw errors.refund_needs_nothing();
  const change = refundChange(refund, { providerStatus: "redirected" });
  if (!(await transact([change, ...ending({ refund_id: refund.refundId })])).committed) return "lost";
  const current = { ...refund, ...change.set };
  const answer = await provider.retryRefund(id, account);
  if (answer.outcome === "accepted") await concludeRefund(current, answer);
  if (answer.outcome === "refused") await commitChange(current, { providerStatus: answer.code });
  return "executed";
}

/** Why an approved end may not be carried out. */
export const refundEndRefusals: readonly DeclaredError[] = [
  errors.refund_accepted,
  errors.refund_account_unknown,
  errors.refund_ended,
  errors.refund_needs_nothing,
  errors.refund_not_flagged,
  errors.refund_not_found,
  errors.refund_not_paid,
];
