import { describe, expect, it } from "vitest";
import { derivedId } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { addPayout, addRefund, expectedOf, type Float, floatView, shortOf, unexplainedOf } from "./float.ts";
import type { Dispatch } from "./store.ts";

const float = (over: Partial<Float> = {}): Float => ({
  currency: "NGN",
  atMs: 0,
  customers: 1_000_000n,
  ours: -15_000n,
  inFlight: 101_000n,
  inDoubt: 0n,
  toSend: 0n,
  provider: 884_000n,
  ...over,
});

describe("the float proof", () => {
  it("is customers' money and ours, less what is in flight, at the provider", () => {
    expect(expectedOf(float())).toBe(884_000n);
    expect(floatView(float())).toMatchObject({ difference: 0, unexplained: 0, is_proved: true });
  });

  it.each([
    ["a kobo too few", { provider: 883_999n }, -1n],
    ["a kobo too many", { provider: 884_001n }, 1n],
    ["as much less as is in doubt: nothing", { provider: 783_000n, inDoubt: 101_000n }, 0n],
    ["a kobo beyond the doubt", { provider: 782_999n, inDoubt: 101_000n }, -1n],
    ["more, whatever is in doubt", { provider: 884_001n, inDoubt: 101_000n }, 1n],
  ])("finds %s", (_, over, unexplained) => {
    expect(unexplainedOf(float(over))).toBe(unexplained);
    expect(floatView(float(over)).is_proved).toBe(unexplained === 0n);
  });

  it("says how much is missing for what waits to be sent", () => {
    expect(shortOf(float({ toSend: 884_000n }))).toBe(0n);
    expect(shortOf(float({ toSend: 884_001n }))).toBe(1n);
  });
});

describe("where the money of an open payout is", () => {
  const transactionId = derivedId("test", "payout");
  const payout: Journal = {
    transactionId,
    kind: "payout",
    status: "processing",
    currency: "NGN",
    amount: 100_000n,
    fee: 1_500n,
    owner: derivedId("test", "amina"),
    createdAtMs: 0,
  };
  const sent: Dispatch = { transactionId, sends: 1, sendId: "s", sentAtMs: 0 };
  const nothing = { inFlight: 0n, inDoubt: 0n, toSend: 0n };

  // With the provider's own fee, whatever the customer pays for it.
  it.each([
    ["in flight once the provider has it", { ...sent, arrivedAtMs: 1 }, { inFlight: 101_000n }],
    ["in doubt while an answer is missing", { ...sent, doubtAtMs: 1 }, { inDoubt: 101_000n }],
    ["to be sent while every sending was refused", sent, { toSend: 101_000n }],
    ["to be sent before the first", undefined, { toSend: 101_000n }],
  ])("%s", (_, dispatch, where) => {
    expect(addPayout(nothing, { payout, dispatch })).toEqual({ ...nothing, ...where });
  });
});

describe("where the money of a refund is", () => {
  const nothing = { inFlight: 0n, inDoubt: 0n, toSend: 0n };

  it.each([
    ["reserved", { toSend: 500n }],
    ["sending", { inDoubt: 500n }],
    ["ordered", { inFlight: 500n }],
    ["needs_attention", { inFlight: 500n }],
    ["processed", {}],
    ["failed", {}],
  ] as const)("%s", (state, where) => {
    expect(addRefund(nothing, { state, amount: 500n })).toEqual({ ...nothing, ...where });
  });
});
