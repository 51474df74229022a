import { assert } from "../kernel/assert.ts";
import { fromWire, type Minor, type RailCurrency } from "../kernel/money.ts";

/** What the provider charges us for a payout, and what it takes. What the customer pays is the wallet's policy. */

interface FeeBand {
  /** Largest amount of the band; undefined for the last one. */
  readonly upTo: Minor | undefined;
  readonly fee: Minor;
}

/** As Paystack publishes it for Nigeria: NGN 10 up to 5,000, NGN 25 up to 50,000, NGN 50 above. */
export const PROVIDER_FEES: Readonly<Record<RailCurrency, readonly FeeBand[]>> = {
  NGN: [
    { upTo: 500_000n, fee: 1_000n },
    { upTo: 5_000_000n, fee: 2_500n },
    { upTo: undefined, fee: 5_000n },
  ],
};

/** Smallest and largest payout: the provider's own bounds. */
export const PAYOUT_BOUNDS: Readonly<Record<RailCurrency, { readonly min: Minor; readonly max: Minor }>> = {
  NGN: { min: 10_000n, max: 1_000_000_000n },
};

/** What the provider charged us, in minor units as it told them; as it publishes when it did not say. */
export function providerFee(amount: Minor, currency: RailCurrency, told: number | null): Minor {
  if (told !== null) return fromWire(told);
  const band = PROVIDER_FEES[currency].find(({ upTo }) => upTo === undefined || amount <= upTo);
  assert(band !== undefined, "the last fee band has no end");
  return band.fee;
}
