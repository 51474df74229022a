import * as z from "zod/mini";
import {
  AmountMinor,
  CurrencyCode,
  fromWire,
  Id,
  isoTime,
  PageQuery,
  Reference,
  text,
  Time,
  toWire,
} from "../kernel/index.ts";
import { EXPECTED_WITHIN_MS, isOpen, REFUND_FLAWS, REFUND_STATES } from "./model.ts";
import type { RefundWish } from "./propose.ts";
import type { ConclusionWish } from "./staff.ts";
import { WISHES } from "./staff-decision.ts";
import type { Refund } from "./store.ts";

/** Shapes of the wire. */

const Reason = text(140);

export const TopupParams = z.strictObject({ id: Id });
export const RefundParams = z.strictObject({ id: Id });
export const RefundRequest = z.strictObject({
  /** All or a part of what has not gone back yet. */
  amount: AmountMinor,
  reason: Reason,
});
export const RefundQuery = z.strictObject({ ...PageQuery, state: z._default(z.enum(REFUND_STATES), "ordered") });

export function toRefundWish(topupId: string, body: z.output<typeof RefundRequest>, key: string): RefundWish {
  return { topupId, amount: fromWire(body.amount), reason: body.reason, key };
}

/** `redirect` names the account: a beneficiary of the customer's. */
export const RefundEndRequest = z
  .strictObject({ outcome: z.enum(WISHES), beneficiary_id: z.optional(Id), reason: Reason })
  .check(
    z.refine(
      ({ outcome, beneficiary_id }) => (outcome === "redirect") === (beneficiary_id !== undefined),
      "redirect, and nothing else, names a beneficiary_id",
    ),
  );
export const AskRequest = z.strictObject({ reason: Reason });

export function toConclusionWish(
  refundId: string,
  { outcome, beneficiary_id: beneficiaryId, reason }: z.output<typeof RefundEndRequest>,
  key: string,
): ConclusionWish {
  return { refundId, wish: outcome, beneficiaryId, reason, key };
}

const Word = z.string().check(z.minLength(1), z.maxLength(64));

export const RefundShown = z.strictObject({
  id: Id,
  topup_id: Id,
  user_id: Id,
  state: z.enum(REFUND_STATES),
  amount: AmountMinor,
  currency: CurrencyCode,
  reason: Reason,
  /** Ours at the provider. */
  reference: Reference,
  provider_id: z.nullable(Word),
  provider_status: z.nullable(Word),
  /** What a person has to look at. */
  flaw: z.nullable(z.enum(REFUND_FLAWS)),
  created_at: Time,
  changed_at: Time,
  /** While it is open: after this it is staff's business. */
  expected_by: z.nullable(Time),
});

export function refundView(refund: Refund): z.infer<typeof RefundShown> {
  return {
    id: refund.refundId,
    topup_id: refund.topupId,
    user_id: refund.owner,
    state: refund.state,
    amount: toWire(refund.amount),
    currency: CurrencyCode.parse(refund.currency),
    reason: refund.reason,
    reference: refund.reference,
    provider_id: refund.providerId ?? null,
    provider_status: refund.providerStatus ?? null,
    flaw: refund.flaw ?? null,
    created_at: isoTime(refund.createdAtMs),
    changed_at: isoTime(refund.changedAtMs),
    expected_by: isOpen(refund) ? isoTime(refund.createdAtMs + EXPECTED_WITHIN_MS) : null,
  };
}
