import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FeeRule, feeOf, shares } from "./fees.ts";
import { defaultFee } from "./policy-defaults.ts";

describe("fees", () => {
  const bearer = "payer";
  it.each<[string, FeeRule, bigint, bigint]>([
    ["nothing", { bearer }, 1_000n, 0n],
    ["a flat part", { flat: 50n, bearer }, 1_000n, 50n],
    ["a percentage, halves away from zero", { basisPoints: 150, bearer }, 33n, 0n],
    ["a percentage, halves away from zero", { basisPoints: 150, bearer }, 34n, 1n],
    ["both", { flat: 10n, basisPoints: 100, bearer }, 1_000n, 20n],
    ["no less than the least", { basisPoints: 1, min: 25n, bearer }, 1_000n, 25n],
    ["no more than the cap", { basisPoints: 1_000, cap: 60n, bearer }, 1_000n, 60n],
    [
      "the band's rate",
      {
        tiers: [
          { upTo: 100n, flat: 1n },
          { flat: 2n, basisPoints: 100 },
        ],
        bearer,
      },
      100n,
      1n,
    ],
    [
      "the last band's rate",
      {
        tiers: [
          { upTo: 100n, flat: 1n },
          { flat: 2n, basisPoints: 100 },
        ],
        bearer,
      },
      101n,
      3n,
    ],
  ])("are %s", (_, rule, amount, fee) => {
    expect(feeOf(rule, amount).amount).toBe(fee);
  });

  it("leave nothing over: what is paid is what is received and the fee", () => {
    const rule = fc.record({
      flat: fc.bigInt({ min: 0n, max: 1_000n }),
      basisPoints: fc.integer({ min: 0, max: 10_000 }),
      bearer: fc.constantFrom("payer" as const, "payee" as const),
    });
    fc.assert(
      fc.property(rule, fc.bigInt({ min: 1n, max: 10n ** 20n }), (of, amount) => {
        const fee = feeOf(of, amount);
        const { paid, received } = shares(amount, fee);
        expect(paid - received).toBe(fee.amount);
        expect(of.bearer === "payer" ? received : paid).toBe(amount);
      }),
    );
  });

  it("of transfers are none, and of payouts what the provider takes", () => {
    expect(feeOf(defaultFee("transfer", "NGN"), 10_000_000n).amount).toBe(0n);
    expect([500_000n, 500_001n, 5_000_001n].map((amount) => feeOf(defaultFee("payout", "NGN"), amount).amount)).toEqual(
      [1_000n, 2_500n, 5_000n],
    );
  });
});
