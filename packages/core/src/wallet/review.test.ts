import { describe, expect, it } from "vitest";
import type { Minor } from "../kernel/index.ts";
import { counted, usageAt } from "./limits.ts";
import { decideReview, isRecentPayee, type Thresholds, withPayee } from "./review.ts";
import { useTestSettings } from "./wallet.testkit.ts";

useTestSettings();
const NOON = Date.parse("2026-11-21T11:00:00Z");
const RULES: Thresholds = {
  flagAmount: 500n,
  holdAmount: 2_000n,
  newPayeeAmount: 1_000n,
  flagDayCount: 5,
  nearPercent: 90,
  nearCount: 3,
};

function verdict(amount: Minor, near: readonly boolean[] = [], isNewPayee = false) {
  const usage = near.reduce((use, isNear) => counted(use, 460n, isNear), usageAt(undefined, NOON));
  const { outcome, reasons } = decideReview(RULES, { amount, usage, isNewPayee });
  return [outcome, ...reasons];
}

describe("review", () => {
  it("lets ordinary transfers pass, lists large ones, and holds very large ones", () => {
    expect(verdict(449n)).toEqual(["pass"]);
    expect(verdict(500n)).toEqual(["flag", "amount"]);
    expect(verdict(2_000n)).toEqual(["hold", "amount"]);
  });

  it("holds less when it goes to somebody new", () => {
    expect(verdict(1_000n)).toEqual(["flag", "amount"]);
    expect(verdict(1_000n, [], true)).toEqual(["hold", "new_recipient"]);
    expect(verdict(2_000n, [], true)).toEqual(["hold", "amount", "new_recipient"]);
  });

  it("sees a series just below the amount that is looked at, and haste", () => {
    expect(verdict(460n, [true])).toEqual(["pass"]);
    expect(verdict(460n, [true, true])).toEqual(["hold", "structuring"]);
    expect(verdict(440n, [true, true])).toEqual(["pass"]);
    expect(verdict(1n, [false, false, false, false, false])).toEqual(["flag", "velocity"]);
  });

  it("does nothing where there are no thresholds", () => {
    const usage = usageAt(undefined, NOON);
    expect(decideReview({}, { amount: 10n ** 20n, usage, isNewPayee: true }).outcome).toBe("pass");
  });

  it("remembers the last twelve payees, each once, and not who they are", () => {
    let recent: string | undefined;
    for (let n = 0; n < 13; n++) recent = withPayee(recent, "amina", `payee-${n}`);
    expect(recent).toHaveLength(72);
    expect(isRecentPayee(recent, "amina", "payee-0")).toBe(false);
    expect(isRecentPayee(recent, "amina", "payee-1")).toBe(true);
    expect(isRecentPayee(recent, "joseph", "payee-1")).toBe(false);
    expect(withPayee(recent, "amina", "payee-5")).toHaveLength(72);
    expect(isRecentPayee(undefined, "amina", "payee-1")).toBe(false);
  });
});
