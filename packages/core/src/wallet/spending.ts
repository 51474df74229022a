import { type Currency, CurrencyCode, type Minor } from "../kernel/index.ts";
import { capsOf, checkLimits, counted, givenBack, profileOf, usageAt } from "./limits.ts";
import type { Usage } from "./model.ts";
import type { Policy } from "./policy.ts";
import { decideReview, isRecentPayee, type ReviewVerdict } from "./review.ts";
import type { Wallet } from "./store.ts";

/** The limits of money that leaves a wallet, or is promised to somebody. Pure. */

export interface Spending {
  readonly amount: Minor;
  /** The PIN was reset lately: less may be moved. */
  readonly isReduced: boolean;
  readonly atMs: number;
}

/** The movement's `usage` for this order; throws `limit_exceeded`. To be called where the movement is decided. */
export function countSpending(wallet: Wallet, policy: Policy, spending: Spending): Usage {
  return counted(usageWithin(wallet, policy, spending), spending.amount);
}

/** The same of money for another person, at which compliance looks besides. */
export function countReviewed(wallet: Wallet, payeeId: string, policy: Policy, spending: Spending): Reviewed {
  const { amount } = spending;
  const usage = usageWithin(wallet, policy, spending);
  const isNewPayee = !isRecentPayee(wallet.recentPayees, wallet.userId, payeeId);
  const verdict = decideReview(policy.thresholds(CurrencyCode.parse(wallet.currency)), { amount, usage, isNewPayee });
  return { usage: counted(usage, amount, verdict.isNear), verdict };
}

export interface Reviewed {
  readonly usage: Usage;
  readonly verdict: ReviewVerdict;
}

/** The usage before this order, which fits within the limits. */
function usageWithin(wallet: Wallet, policy: Policy, { amount, isReduced, atMs }: Spending): Usage {
  const currency: Currency = CurrencyCode.parse(wallet.currency);
  const before = usageAt(wallet.usage, atMs);
  checkLimits(capsOf(wallet, currency, policy.limits(profileOf(wallet), currency), isReduced), before, amount, atMs);
  return before;
}

/** The movement's `usage` when an order that was counted comes to nothing, or a part of it does. */
export function countBack(
  { usage }: Wallet,
  order: { readonly amount: Minor; readonly orderedAtMs: number; readonly isPart?: boolean },
  atMs: number,
): Usage {
  return givenBack(usage, order, atMs);
}
