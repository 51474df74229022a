import { describe, expect, it } from "vitest";
import { AppError, DAY, HOUR, type Minor, MINUTE, newId } from "../kernel/index.ts";
import { capsOf, checkLimits, counted, givenBack, type LimitSet, resetAt, usageAt, windowAt } from "./limits.ts";
import { Policy } from "./policy.ts";
import type { Wallet } from "./store.ts";
import { decideTransfer } from "./transfer-decision.ts";
import { useTestSettings, walletOf } from "./wallet.testkit.ts";

useTestSettings();

/** Noon in Lagos (UTC+1) on 21 November 2026. */
const NOON = Date.parse("2026-11-21T11:00:00Z");
const OPEN: LimitSet = { minute: {}, hour: {}, day: {}, month: {} };

function spent(amounts: readonly Minor[], atMs = NOON) {
  return amounts.reduce((usage, amount) => counted(usage, amount), usageAt(undefined, atMs));
}

function told(set: Partial<LimitSet>, used: readonly Minor[], amount: Minor, own?: Minor): unknown {
  const caps = capsOf(walletOf({ ownDailyLimit: own }), "NGN", { ...OPEN, ...set }, false);
  try {
    checkLimits(caps, spent(used), amount, NOON);
    return "allowed";
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { cap, measure, left, resets_at } = { ...error.details };
    return [error.code, cap, measure, left, resets_at];
  }
}

describe("limits", () => {
  const midnight = "2026-11-21T23:00:00.000Z";
  it.each([
    ["one order's cap, to the kobo", { transferMax: 100n }, [], 100n, undefined, "allowed"],
    [
      "one kobo above it",
      { transferMax: 100n },
      [],
      101n,
      undefined,
      ["limit_exceeded", "transfer", "amount", 100, null],
    ],
    [
      "the day's amount with what is left",
      { day: { amount: 100n } },
      [60n],
      41n,
      undefined,
      ["limit_exceeded", "day", "amount", 40, midnight],
    ],
    ["exactly what is left", { day: { amount: 100n } }, [60n], 40n, undefined, "allowed"],
    [
      "the minute's count",
      { minute: { count: 2 } },
      [1n, 1n],
      1n,
      undefined,
      ["limit_exceeded", "minute", "count", 0, "2026-11-21T11:01:00.000Z"],
    ],
    [
      "the hour's amount",
      { hour: { amount: 5n } },
      [5n],
      1n,
      undefined,
      ["limit_exceeded", "hour", "amount", 0, "2026-11-21T12:00:00.000Z"],
    ],
    [
      "the month's amount",
      { month: { amount: 5n } },
      [3n],
      3n,
      undefined,
      ["limit_exceeded", "month", "amount", 2, "2026-11-30T23:00:00.000Z"],
    ],
    [
      "the person's own lower cap",
      { day: { amount: 100n } },
      [10n],
      15n,
      20n,
      ["limit_exceeded", "own_daily", "amount", 10, midnight],
    ],
    ["none where there is no cap", {}, [10n ** 15n], 10n ** 15n, undefined, "allowed"],
  ] as const)("know %s", (_, set, used, amount, own, answer) => {
    expect(told(set, used, amount, own)).toEqual(answer);
  });

  it("begin anew with the day at home, not with that of Greenwich", () => {
    const before = Date.parse("2026-11-21T22:59:59.999Z");
    expect([windowAt("day", before), windowAt("day", before + 1)]).toEqual([20261121, 20261122]);
    const usage = spent([70n], before);
    expect(usageAt(usage, before + 1).map(({ amount }) => amount)).toEqual([0n, 0n, 0n, 70n, 0n]);
    expect(resetAt("day", before)).toBe(before + 1);
    expect(resetAt("month", Date.parse("2026-12-31T22:00:00Z"))).toBe(Date.parse("2026-12-31T23:00:00Z"));
  });

  it("go on where another machine's clock is ahead", () => {
    const usage = spent([70n], NOON + MINUTE);
    expect(usageAt(usage, NOON)).toEqual(usage);
  });

  it("give an order back in the windows that still run, never below nothing", () => {
    const usage = spent([70n, 30n]);
    expect(
      givenBack(usage, { amount: 30n, orderedAtMs: NOON }, NOON)
        .slice(0, 4)
        .map(({ count, amount }) => [count, amount]),
    ).toEqual(Array.from({ length: 4 }, () => [1, 70n]));
    const later = givenBack(usage, { amount: 30n, orderedAtMs: NOON }, NOON + 2 * HOUR);
    expect(later.slice(0, 4).map(({ amount }) => amount)).toEqual([0n, 0n, 70n, 70n]);
    expect(givenBack(usage, { amount: 500n, orderedAtMs: NOON }, NOON)[2]?.amount).toBe(0n);
    expect(givenBack(usage, { amount: 30n, orderedAtMs: NOON }, NOON + DAY)[2]?.amount).toBe(0n);
  });

  it("are a fifth for a day after the PIN was reset", () => {
    const caps = capsOf(walletOf(), "NGN", { ...OPEN, transferMax: 100n }, true);
    expect(() => checkLimits(caps, usageAt(undefined, NOON), 21n, NOON)).toThrow(AppError);
    expect(() => checkLimits(caps, usageAt(undefined, NOON), 20n, NOON)).not.toThrow();
  });

  it("are those of the tier, or of the role where there is one: the payer's for what is sent, the payee's for what is held", () => {
    const rule = (most: string) => ({
      minute: {},
      hour: {},
      day: {},
      month: {},
      transfer_max: most,
      balance_max: most,
    });
    const limits = { "none:NGN": rule("10"), "basic:NGN": rule("20"), "full:NGN": rule("30"), "agent:NGN": rule("40") };
    const terms = { policy: new Policy({ limits }), isReduced: false, atMs: NOON, quoted: () => undefined };
    const plain = { available: 1_000n };
    const known: readonly (readonly [Partial<Wallet>, Minor])[] = [
      [{}, 10n],
      [{ tier: "basic" }, 20n],
      [{ tier: "full" }, 30n],
      [{ tier: "full", limitRole: "agent" }, 40n],
    ];
    const sent = (amount: Minor, from: Partial<Wallet>, to: Partial<Wallet>) => {
      const parties = { from: walletOf({ ...plain, ...from }), to: walletOf(to) };
      const order = { to: { userId: parties.to.userId }, amount, currency: "NGN", key: "k" } as const;
      const transfer = { transactionId: newId(), hash: "h", origin: { requestId: "r" }, order };
      return () => decideTransfer(transfer, parties, terms);
    };
    const wide = { tier: "full", limitRole: "agent" } as const;
    for (const [of, most] of known) {
      expect(sent(most, of, wide)).not.toThrow();
      expect(sent(most + 1n, of, wide)).toThrow(expect.objectContaining({ code: "limit_exceeded" }));
      expect(sent(most, wide, of)).not.toThrow();
      if (most < 40n) {
        expect(sent(most + 1n, wide, of)).toThrow(expect.objectContaining({ code: "recipient_limit_exceeded" }));
      }
    }
  });
});
