import { describe, expect, it } from "vitest";
import { CURRENCIES } from "../kernel/index.ts";
import { PROFILES } from "./model.ts";
import { isPolicyKey, Policy } from "./policy.ts";
import { PolicyRequest } from "./policy-change.ts";

const most = "9".repeat(21);
const window = { count: 1_000_000_000, amount: most };
const rate = { flat: most, basis_points: 10_000 };

describe("policy", () => {
  it("has a rule for everybody in every asset, without any override", () => {
    for (const currency of CURRENCIES) {
      for (const profile of PROFILES) {
        const { transferMax = 0n, day, month } = new Policy().limits(profile, currency);
        expect([profile, currency, transferMax > 0n]).toEqual([profile, currency, true]);
        expect((day.amount ?? 0n) >= transferMax && (month.amount ?? 0n) >= (day.amount ?? 0n)).toBe(true);
      }
      expect(new Policy().thresholds(currency).holdAmount).toBeGreaterThan(0n);
    }
  });

  it("names rules by their keys, and no others", () => {
    const known = [
      ["assets", "BTC"],
      ["review", "NGN"],
      ["fees", "payout:NGN"],
      ["limits", "merchant:USD"],
    ] as const;
    for (const [name, key] of known) expect([key, isPolicyKey(name, key)]).toEqual([key, true]);
    const unknown = [
      ["assets", "EUR"],
      ["fees", "NGN"],
      ["limits", "king:NGN"],
      ["review", "NGN:NGN"],
    ] as const;
    for (const [name, key] of unknown) expect([key, isPolicyKey(name, key)]).toEqual([key, false]);
  });

  it("narrows an asset's bounds and never widens them", () => {
    const policy = new Policy({ assets: { NGN: { min: "0", max: most, active: false }, BTC: { min: "1000" } } });
    expect(policy.asset("NGN")).toMatchObject({ min: 1n, max: BigInt(Number.MAX_SAFE_INTEGER), active: false });
    expect(policy.asset("BTC")).toMatchObject({ min: 1_000n, active: true });
  });

  it.each([
    [
      "fees",
      "transfer:NGN",
      {
        ...rate,
        min: most,
        cap: most,
        bearer: "payer",
        tiers: Array.from({ length: 5 }, () => ({ up_to: most, ...rate })),
      },
    ],
    [
      "limits",
      "enhanced:USDT",
      { transfer_max: most, balance_max: most, minute: window, hour: window, day: window, month: window },
    ],
    [
      "review",
      "NGN",
      {
        flag_amount: most,
        hold_amount: most,
        new_payee_amount: most,
        flag_day_count: 1e9,
        near_percent: 99,
        near_count: 1e9,
      },
    ],
  ])("of %s fits into a proposal with everything said", (policy, key, value) => {
    const reason = "why";
    expect(PolicyRequest.safeParse({ policy, key, value, reason }).success).toBe(true);
    expect(JSON.stringify({ policy, key, value }).length).toBeLessThan(1_024);
    expect(PolicyRequest.safeParse({ policy, key: "EUR", value, reason }).success).toBe(false);
    expect(PolicyRequest.safeParse({ policy, key, value: { ...value, more: 1 }, reason }).success).toBe(false);
  });

  it.each([
    [{ policy: {}, key: {}, value: 5, reason: {} }, ["policy", "key", "value", "reason"]],
    [{ key: "EUR", value: { bearer: "payer" } }, ["key"]],
    [{ value: {} }, ["value.bearer"]],
    [{ value: { flag_amount: "1" } }, ["value.bearer", "value.flag_amount"]],
    [{ key: "hold:NGN", value: { flat: "1", bearer: "payer" } }, ["value.bearer"]],
  ])("is not proposed as %j: each field that is wrong is named", (spoiled, paths) => {
    const body = { policy: "fees", key: "transfer:NGN", reason: "why", ...spoiled };
    const { error } = PolicyRequest.safeParse(body);
    expect(error?.issues.map(({ path }) => path.join("."))).toEqual(paths);
    const back = { policy: "fees", key: "hold:NGN", value: null, reason: "why" };
    expect(PolicyRequest.safeParse(back).success).toBe(true);
  });
});
