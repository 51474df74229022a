import * as z from "zod/mini";
import { CurrencyCode, DAY, Id } from "../kernel/index.ts";
import { type Journal, type Leg, REVERSIBLE, walletOfAccount } from "../wallet/index.ts";
import { errors } from "./errors.ts";

/** The words of corrections. No I/O here. */

export const REVERSAL = "corrections/reversal";
export const ADJUSTMENT = "corrections/adjustment";

/** A proposal that nobody has decided by then is made anew. */
export const PROPOSAL_LIFE_MS = 3 * DAY;

/** Where stands what a payer may not receive, and what a payee no longer has. */
export const [WAITS_ON, OWED_ON] = ["suspense:refunds", "receivable:corrections"] as const;

/** Where the other leg of an adjustment may stand. */
export const ADJUSTMENT_ACCOUNTS = [
  "adjustments",
  "receivable:corrections",
  "receivable:disputes",
  "suspense:topups",
  "suspense:payouts",
  "suspense:refunds",
] as const;

const MinorText = z.string().check(z.regex(/^[1-9]\d{0,37}$/));

/** As proposals keep them. */
export const ReversalPayload = z.strictObject({
  mode: z.enum(["refund", "reversal"]),
  transaction_id: Id,
  amount: MinorText,
  currency: CurrencyCode,
});
export type ReversalPayload = z.infer<typeof ReversalPayload>;

export const AdjustmentPayload = z.strictObject({
  direction: z.enum(["credit", "debit"]),
  amount: MinorText,
  currency: CurrencyCode,
  account: z.enum(ADJUSTMENT_ACCOUNTS),
  note: z.optional(z.string()),
});
export type AdjustmentPayload = z.infer<typeof AdjustmentPayload>;

/** A completed transaction between two wallets, and what of it can still be given back. */
export interface Reversible {
  readonly payerId: string;
  readonly payeeId: string;
  readonly payerLeg: Leg;
  readonly payeeLeg: Leg;
  /** Fees and the like. */
  readonly otherLegs: readonly Leg[];
  readonly left: bigint;
}

/** Throws unless the transaction can be refunded. Pure. */
export function readReversible({ kind, status, legs = [], amount, refunded = 0n }: Journal): Reversible {
  const wallets = legs.filter(({ account }) => walletOfAccount(account) !== undefined);
  const payerLeg = wallets.find((leg) => leg.amount < 0n);
  const payeeLeg = wallets.find((leg) => leg.amount > 0n);
  const payerId = walletOfAccount(payerLeg?.account ?? "")?.userId;
  const payeeId = walletOfAccount(payeeLeg?.account ?? "")?.userId;
  const hasMoved = status === "completed" || status === "reversed";
  const fits = hasMoved && REVERSIBLE.includes(kind) && wallets.length === 2;
  if (!fits || payerLeg === undefined || payeeLeg === undefined || payerId === undefined || payeeId === undefined) {
    throw errors.not_reversible();
  }
  const otherLegs = legs.filter((leg) => leg !== payerLeg && leg !== payeeLeg);
  return { payerId, payeeId, payerLeg, payeeLeg, otherLegs, left: amount - refunded };
}

/** What a correction moves: the payer's gain, the payee's loss, and what accounts of our own give or get for it. */
export interface Mirror {
  readonly credit: bigint;
  readonly debit: bigint;
  readonly others: readonly Leg[];
}

/** Of the whole, a reversal mirrors every leg, fees included; everything else is between the two wallets. Pure. */
export function mirror(of: Reversible, whole: bigint, amount: bigint, mode: ReversalPayload["mode"]): Mirror {
  if (mode === "refund" || amount !== whole) return { credit: amount, debit: amount, others: [] };
  const others = of.otherLegs.map((leg) => ({ account: leg.account, amount: -leg.amount }));
  return { credit: -of.payerLeg.amount, debit: of.payeeLeg.amount, others };
}
