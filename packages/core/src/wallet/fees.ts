import { type Minor, percentOf } from "../kernel/index.ts";

/**
 * What an order costs, as data. A fee is whole minor units: the percentage is rounded half away from zero, then the flat
 * part is added, then the fee is held between `min` and `cap`. Nothing else rounds.
 */

/** A hold's fee is the payee's, kept back of each capture: its payer promises an amount, and no more is taken. */
export const FEE_KINDS = ["transfer", "payout", "hold"] as const;
export type FeeKind = (typeof FEE_KINDS)[number];
/** Orders whose fee can be quoted: what the payer will be asked for. */
export const QUOTED_KINDS = ["transfer", "payout"] as const satisfies readonly FeeKind[];

interface Rate {
  readonly flat?: Minor | undefined;
  /** Hundredths of a percent. */
  readonly basisPoints?: number | undefined;
}

/** Applies to amounts up to this one; the last band of a rule has no end. */
export interface FeeTier extends Rate {
  readonly upTo?: Minor | undefined;
}

export interface FeeRule extends Rate {
  /** In the place of the rule's own rate, in rising order. */
  readonly tiers?: readonly FeeTier[] | undefined;
  readonly min?: Minor | undefined;
  readonly cap?: Minor | undefined;
  /** `payer`: on top of the amount. `payee`: kept back of it. */
  readonly bearer: "payer" | "payee";
}

export interface Fee {
  readonly amount: Minor;
  readonly bearer: FeeRule["bearer"];
}

export const NO_FEE: FeeRule = { bearer: "payer" };

/** What this amount costs by this rule. */
export function feeOf(rule: FeeRule, amount: Minor): Fee {
  const rate = rule.tiers?.find(({ upTo }) => upTo === undefined || amount <= upTo) ?? rule;
  const { flat = 0n, basisPoints = 0 } = rate;
  const fee = flat + percentOf(amount, BigInt(basisPoints));
  const atLeast = rule.min !== undefined && fee < rule.min ? rule.min : fee;
  const held = rule.cap !== undefined && atLeast > rule.cap ? rule.cap : atLeast;
  return { amount: held, bearer: rule.bearer };
}

/** What leaves the payer and what reaches the payee. */
export function shares(amount: Minor, fee: Fee): { readonly paid: Minor; readonly received: Minor } {
  return fee.bearer === "payer"
    ? { paid: amount + fee.amount, received: amount }
    : { paid: amount, received: amount - fee.amount };
}
