import * as z from "zod/mini";
import {
  Amount,
  amountFits,
  CurrencyCode,
  DEFAULT_CURRENCY,
  Id,
  isoTime,
  NotNegativeAmount,
  PageQuery,
  present,
  readAmount,
  Reference,
  SECOND,
  showAmount,
  text,
  Time,
} from "../kernel/index.ts";
import { TransferReceipt, transactionView } from "../wallet/index.ts";
import type { Captured as CapturedPart, CaptureOrder } from "./capture.ts";
import type { HoldOrder } from "./make.ts";
import { capturedOf, HOLD_POLICY, type HoldJournal, leftOf, payeeOf, statusOf } from "./model.ts";

/** Shapes of the wire, and how the domain's values show in them. */

/** What it is for: both parties read it. Short, so that a captured hold stays small with all caps reached. */
const HoldReason = text(64);
const Currency = z._default(CurrencyCode, DEFAULT_CURRENCY);
const Seconds = z.int().check(z.minimum(HOLD_POLICY.lifeMinMs / SECOND), z.maximum(HOLD_POLICY.lifeMaxMs / SECOND));

export const HoldRequest = z
  .strictObject({
    /** User id of whoever may capture it. */
    payee: Id,
    amount: Amount,
    currency: Currency,
    /** In seconds; a day where nothing is said. */
    expires_in: z._default(Seconds, HOLD_POLICY.lifeDefaultMs / SECOND),
    reason: z.optional(HoldReason),
    /** The payer's own; serves as the key where there is no Idempotency-Key. */
    reference: z.optional(Reference),
  })
  .check(amountFits());

export function toHoldOrder(body: z.output<typeof HoldRequest>, key: string): HoldOrder {
  const { payee, amount, currency, expires_in, reason, reference } = body;
  return {
    payeeId: payee,
    amount: present(readAmount(amount, currency), "the schema has read it"),
    currency,
    expiresInMs: expires_in * SECOND,
    reason,
    reference,
    key,
  };
}

export const CaptureRequest = z
  .strictObject({
    /** Absent: all that is left. */
    amount: z.optional(Amount),
    /** That of the hold. */
    currency: Currency,
    /** Releases what is left afterwards at once. */
    final: z._default(z.boolean(), false),
  })
  .check(
    z.refine(({ amount, currency }) => amount === undefined || readAmount(amount, currency) !== undefined, {
      path: ["amount"],
      error: "must be an integer in minor units, or for assets with more than 3 decimals a decimal string",
    }),
  );

export function toCapture({ amount, currency, final }: z.output<typeof CaptureRequest>, key: string): CaptureOrder {
  const wanted = amount === undefined ? undefined : present(readAmount(amount, currency), "the schema has read it");
  return { amount: wanted, currency, final, key };
}

export const ReleaseRequest = z.strictObject({ reason: text(140) });
export const HoldParams = z.strictObject({ id: Id });
export const HoldQuery = z.strictObject({
  ...PageQuery,
  role: z._default(z.enum(["payer", "payee"]), "payer"),
  currency: Currency,
});

const Party = z.strictObject({ user_id: Id, name: z.string().check(z.minLength(1), z.maxLength(64)) });

export const Hold = z.strictObject({
  id: Id,
  /** `expired` from its end on, though the money may be back some minutes later. */
  status: z.enum(["open", "captured", "released", "expired"]),
  amount: Amount,
  captured: NotNegativeAmount,
  /** What may still be captured. */
  left: NotNegativeAmount,
  currency: CurrencyCode,
  payer: Party,
  payee: Party,
  reason: z.nullable(HoldReason),
  /** The payer's own; null for everybody else. */
  reference: z.nullable(Reference),
  created_at: Time,
  expires_at: Time,
  ended_at: z.nullable(Time),
});
export type Hold = z.infer<typeof Hold>;

/** How a hold looks to one of its parties, or to staff. */
export function holdView(hold: HoldJournal, forUserId: string): Hold {
  const currency = CurrencyCode.parse(hold.currency);
  const shown = (amount: bigint) => showAmount(amount, currency);
  const status = statusOf(hold);
  return {
    id: hold.transactionId,
    status,
    amount: shown(hold.amount),
    captured: shown(capturedOf(hold)),
    left: shown(status === "open" ? leftOf(hold) : 0n),
    currency,
    payer: { user_id: hold.owner, name: hold.ownerName ?? "—" },
    payee: { user_id: payeeOf(hold), name: hold.counterparty?.name ?? "—" },
    reason: hold.note ?? null,
    reference: hold.owner === forUserId ? (hold.reference ?? null) : null,
    created_at: isoTime(hold.createdAtMs),
    expires_at: isoTime(hold.expiresAtMs),
    ended_at: hold.completedAtMs === undefined ? null : isoTime(hold.completedAtMs),
  };
}

export const Captured = TransferReceipt;

export function captureView({ transaction }: CapturedPart, forUserId: string): z.infer<typeof Captured> {
  const shown = transactionView(transaction, forUserId);
  return { status: "completed", transaction_id: shown.id, transaction: shown };
}
