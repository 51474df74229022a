import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ChargeFee, chargeFee, grossOf, grossUp, publishedFee } from "./charge-fees.ts";

describe("publishedFee", () => {
  it.each([
    [25_000n, 375n],
    [100_000n, 1_500n],
    [249_999n, 3_750n],
    [250_000n, 13_750n],
    [500_000n, 17_500n],
    [20_000_000n, 200_000n],
  ])("of %s kobo at the checkout is %s kobo", (amount, fee) => {
    expect(publishedFee(amount, "NGN")).toBe(fee);
  });

  it.each([
    [10_000n, 100n],
    [10_001n, 101n],
    [3_000_000n, 30_000n],
    [9_000_000n, 30_000n],
  ])("of %s kobo to a virtual account is %s kobo", (amount, fee) => {
    expect(publishedFee(amount, "NGN", "virtual_account")).toBe(fee);
  });
});

describe("grossUp", () => {
  const rules = fc.record<ChargeFee>({
    basisPoints: fc.bigInt(0n, 9_000n),
    flat: fc.bigInt(0n, 300n),
    flatFrom: fc.bigInt(0n, 3_000n),
    cap: fc.bigInt(0n, 2_000n),
  });
  const leftOf = (rule: ChargeFee, gross: bigint) => gross - chargeFee(rule, gross);

  it("is never short, and no kobo more than that takes, by any rule", () => {
    fc.assert(
      fc.property(rules, fc.bigInt(1n, 3_000n), (rule, net) => {
        const gross = grossUp(rule, net);
        expect(leftOf(rule, gross)).toBeGreaterThanOrEqual(net);
        // Everything below, one by one: the rule steps down where the flat part begins.
        let [less, enough] = [net, false];
        for (; less < gross; less += 1n) enough ||= leftOf(rule, less) >= net;
        expect(enough).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it("is never short by the published rule, up to the largest top-up", () => {
    fc.assert(
      fc.property(fc.bigInt(5_000n, 1_000_000_000n), (net) => {
        const gross = grossOf(net, "NGN");
        expect(gross - publishedFee(gross, "NGN")).toBeGreaterThanOrEqual(net);
        expect(gross - 1n - publishedFee(gross - 1n, "NGN")).toBeLessThan(net);
      }),
    );
  });

  it.each([
    [100_000n, 101_523n],
    [246_249n, 249_999n],
    [246_250n, 260_153n],
    [500_000n, 517_767n],
    [20_000_000n, 20_200_000n],
  ])("for %s kobo in the wallet is %s kobo", (net, gross) => {
    expect(grossOf(net, "NGN")).toBe(gross);
  });
});
