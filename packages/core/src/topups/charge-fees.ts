import type { Minor, RailCurrency } from "../kernel/index.ts";

/** What the provider keeps of a charge, as data: a share, rounded up, then a flat part from some amount on, never above a cap. */
export interface ChargeFee {
  /** Hundredths of a percent. Less than all of it. */
  readonly basisPoints: Minor;
  readonly flat: Minor;
  /** The smallest amount of which the flat part is taken. */
  readonly flatFrom: Minor;
  readonly cap: Minor;
}

/** By how the money came. */
export type ChargeRoute = "checkout" | "virtual_account";

/**
 * As the provider publishes it for Nigeria: 1.5 % + NGN 100 (not below NGN 2,500), at most NGN 2,000; of what comes to a
 * virtual account 1 %, at most NGN 300.
 */
const CHARGE_FEES: Readonly<Record<RailCurrency, Readonly<Record<ChargeRoute, ChargeFee>>>> = {
  NGN: {
    checkout: { basisPoints: 150n, flat: 10_000n, flatFrom: 250_000n, cap: 200_000n },
    virtual_account: { basisPoints: 100n, flat: 0n, flatFrom: 0n, cap: 30_000n },
  },
};

const WHOLE = 10_000n;

const ceilDiv = (value: bigint, by: bigint): bigint => (value + by - 1n) / by;

/** What is kept of this amount by this rule. */
export function chargeFee(rule: ChargeFee, amount: Minor): Minor {
  const share = ceilDiv(amount * rule.basisPoints, WHOLE);
  const fee = amount < rule.flatFrom ? share : share + rule.flat;
  return fee < rule.cap ? fee : rule.cap;
}

/**
 * The least amount of which at least `net` is left by this rule: what a payer is charged who bears the fee. Exact in
 * whole units. `g - ceil(g × r) >= n` is `g >= n / (1 - r)`; the least of the three stretches of the rule is the answer.
 */
export function grossUp({ basisPoints, flat, flatFrom, cap }: ChargeFee, net: Minor): Minor {
  const kept = WHOLE - basisPoints;
  const withoutFlat = ceilDiv(net * WHOLE, kept);
  const withFlat = ceilDiv((net + flat) * WHOLE, kept);
  const beyond = withFlat > flatFrom ? withFlat : flatFrom;
  const capped = net + cap;
  const least = withoutFlat < flatFrom && withoutFlat < beyond ? withoutFlat : beyond;
  return least < capped ? least : capped;
}

/** For the day when an event does not say its fee; the provider's word wins, and reconciliation compares. */
export function publishedFee(amount: Minor, currency: RailCurrency, route: ChargeRoute = "checkout"): Minor {
  return chargeFee(CHARGE_FEES[currency][route], amount);
}

/** What somebody pays at the checkout for this much in the wallet, where the payer bears the fee. */
export function grossOf(net: Minor, currency: RailCurrency): Minor {
  return grossUp(CHARGE_FEES[currency].checkout, net);
}
