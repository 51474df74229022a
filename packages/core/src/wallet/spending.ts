import { type Currency, CurrencyCode, type Minor } from "../kernel/index.ts";
import { capsOf, checkLimits, counted, givenBack, profileOf, usageAt } from "./limits.ts";
import type { Usage } from "./model.ts";
import type { Policy } from "./policy.ts";
import type { Wallet } from "./store.ts";

/** The limits of money that leaves a wallet otherwise than by a transfer: for payouts and the like. Pure. */

export interface Spending {
  readonly amount: Minor;
  /** The PIN was reset lately: less may be moved. */
  readonly isReduced: boolean;
  readonly atMs: number;
}

/** The movement's `usage` for this order; throws `limit_exceeded`. To be called where the movement is decided. */
export function countSpending(wallet: Wallet, policy: Policy, { amount, isReduced, atMs }: Spending): Usage {
  const currency: Currency = CurrencyCode.parse(wallet.currency);
  const before = usageAt(wallet.usage, atMs);
  checkLimits(capsOf(wallet, currency, policy.limits(profileOf(wallet), currency), isReduced), before, amount, atMs);
  return counted(before, amount);
}

/** The movement's `usage` when an order that was counted comes to nothing. */
export function countBack({ usage }: Wallet, order: { amount: Minor; orderedAtMs: number }, atMs: number): Usage {
  return givenBack(usage, order.amount, order.orderedAtMs, atMs);
}
