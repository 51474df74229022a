import { describe, expect, it } from "vitest";
import { RailCurrencyCode } from "../kernel/money.ts";
import { PAYOUT_BOUNDS, PROVIDER_FEES, providerFee } from "./fees.ts";

describe("providerFee", () => {
  it.each([
    [10_000n, 1_000n],
    [500_000n, 1_000n],
    [500_001n, 2_500n],
    [5_000_000n, 2_500n],
    [5_000_001n, 5_000n],
    [1_000_000_000n, 5_000n],
  ])("for %s kobo is %s kobo", (amount, fee) => {
    expect(providerFee(amount, "NGN", null)).toBe(fee);
    expect(providerFee(amount, "NGN", 7)).toBe(7n);
  });

  it.each(RailCurrencyCode.options)("covers every amount of %s", (currency) => {
    const bands = PROVIDER_FEES[currency];
    expect(bands.at(-1)?.upTo).toBeUndefined();
    const ends = bands.slice(0, -1).map(({ upTo }) => upTo);
    expect(ends.every((end, index) => end !== undefined && end > (ends[index - 1] ?? 0n))).toBe(true);
    expect(PAYOUT_BOUNDS[currency].min).toBeLessThan(PAYOUT_BOUNDS[currency].max);
  });
});
