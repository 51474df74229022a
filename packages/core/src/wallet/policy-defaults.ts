import type { Currency, Minor } from "../kernel/index.ts";
import { type FeeKind, type FeeRule, NO_FEE } from "./fees.ts";
import type { LimitSet } from "./limits.ts";
import type { Profile } from "./model.ts";
import type { Thresholds } from "./review.ts";

/** The rules as the code has them: what is in force where the table says nothing else. */

/** About what a thousand naira are worth, so that one table of amounts does for every asset. */
const THOUSAND_NAIRA: Readonly<Record<Currency, Minor>> = {
  NGN: 100_000n,
  USD: 65n,
  GHS: 700n,
  KES: 8_500n,
  XOF: 400n,
  USDT: 650_000n,
  BTC: 650n,
};

interface Amounts {
  readonly transfer: bigint;
  readonly hour: bigint;
  readonly day: bigint;
  readonly month: bigint;
  readonly balance: bigint | undefined;
  /** Orders per minute; the longer windows follow from it. */
  readonly pace: number;
}

/** In thousands of naira. */
const AMOUNTS: Readonly<Record<Profile, Amounts>> = {
  none: { transfer: 1_000n, hour: 2_000n, day: 3_000n, month: 20_000n, balance: 5_000n, pace: 120 },
  basic: { transfer: 2_000n, hour: 5_000n, day: 10_000n, month: 50_000n, balance: 20_000n, pace: 120 },
  enhanced: { transfer: 5_000n, hour: 15_000n, day: 25_000n, month: 200_000n, balance: 100_000n, pace: 120 },
  full: { transfer: 10_000n, hour: 50_000n, day: 100_000n, month: 1_000_000n, balance: undefined, pace: 120 },
  agent: { transfer: 5_000n, hour: 50_000n, day: 100_000n, month: 1_000_000n, balance: 500_000n, pace: 600 },
  merchant: { transfer: 10_000n, hour: 100_000n, day: 500_000n, month: 5_000_000n, balance: undefined, pace: 1_200 },
};

export function defaultLimits(profile: Profile, currency: Currency): LimitSet {
  const { transfer, hour, day, month, balance, pace } = AMOUNTS[profile];
  const worth = THOUSAND_NAIRA[currency];
  return {
    transferMax: transfer * worth,
    balanceMax: balance === undefined ? undefined : balance * worth,
    minute: { count: pace },
    hour: { count: pace * 10, amount: hour * worth },
    day: { count: pace * 40, amount: day * worth },
    month: { count: pace * 400, amount: month * worth },
  };
}

/**
 * Transfers between people are free. A payout costs what the provider charges us, as Paystack publishes it for Nigeria:
 * NGN 10 up to 5,000, NGN 25 up to 50,000, NGN 50 above.
 */
export function defaultFee(kind: FeeKind, currency: Currency): FeeRule {
  if (kind !== "payout" || currency !== "NGN") return NO_FEE;
  const tiers = [{ upTo: 500_000n, flat: 1_000n }, { upTo: 5_000_000n, flat: 2_500n }, { flat: 5_000n }];
  return { tiers, bearer: "payer" };
}

/** Compliance hears of half a million naira, and decides on two million, on one million to somebody new, and on series. */
export function defaultThresholds(currency: Currency): Thresholds {
  const worth = THOUSAND_NAIRA[currency];
  return {
    flagAmount: 500n * worth,
    holdAmount: 2_000n * worth,
    newPayeeAmount: 1_000n * worth,
    flagDayCount: 1_000,
    nearPercent: 90,
    nearCount: 3,
  };
}
