import { describe, expect, it } from "vitest";
import { AppError } from "../kernel/index.ts";
import { Policy } from "./policy.ts";
import { countBack, countSpending } from "./spending.ts";
import { useTestSettings, walletOf } from "./wallet.testkit.ts";

useTestSettings();
const NOON = Date.parse("2026-11-21T11:00:00Z");
const OPEN = { minute: {}, hour: {}, month: {} };
const policy = new Policy({ limits: { "none:NGN": { ...OPEN, day: { amount: "100" } } } });

describe("money that leaves a wallet otherwise than by a transfer", () => {
  it("counts towards the same limits, and counts no more once it came to nothing", () => {
    const order = { amount: 60n, isReduced: false, atMs: NOON };
    const wallet = walletOf({ usage: countSpending(walletOf(), policy, order) });
    expect(() => countSpending(wallet, policy, order)).toThrow(AppError);
    const back = walletOf({ usage: countBack(wallet, { amount: 60n, orderedAtMs: NOON }, NOON + 1_000) });
    expect(countSpending(back, policy, order)[2]).toMatchObject({ count: 1, amount: 60n });
  });
});
