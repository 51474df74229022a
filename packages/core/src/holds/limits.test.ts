import { getItem, itemSizeOf, put, transact, update } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError, type Customer, DAY, newId, now, present, type Staff } from "../kernel/index.ts";
import { decideOnTransfer, journal, listReviews, loadReviewed, readTransaction, walletItem } from "../wallet/index.ts";
import { forgetPolicy } from "../wallet/policy.ts";
import { type Overrides, policyItem } from "../wallet/policy-store.ts";
import { reconcileLedger } from "../wallet/reconcile.ts";
import { confirmed, GUARDS, person, topUp, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import {
  type CaptureOrder,
  captureHold,
  type HoldOrder,
  makeHold,
  releaseByStaff,
  releaseHold,
  sweepHolds,
} from "./index.ts";

/** What a hold counts, costs, and tells compliance, against AWS's own engine. */
let engine: Engine;
let [rider, driver]: [Customer, Customer] = [undefined as never, undefined as never];
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  forgetPolicy();
  [rider, driver] = [await person(10_000n), await person(0n, "Joseph O.")];
});
afterEach(() => {
  vi.useRealTimers();
  forgetPolicy();
});

const OPEN = { minute: {}, hour: {}, day: {}, month: {} };
const compliance: Staff = {
  kind: "staff",
  userId: newId(),
  sessionId: newId(),
  epoch: 0,
  roles: ["compliance"],
  branchId: undefined,
  clientId: "app",
  origin: { requestId: newId(), ip: "10.0.0.1", deviceId: undefined, userAgent: undefined },
};

async function rule(overrides: Overrides & Readonly<Record<string, unknown>>): Promise<void> {
  await transact([put(policyItem, { version: 1, overrides })]);
  forgetPolicy();
}

const hold = async (order: Partial<HoldOrder> = {}, guards = GUARDS) => {
  const whole = { payeeId: driver.userId, amount: 4_000n, currency: "NGN", expiresInMs: DAY, key: newId() } as const;
  return (await makeHold(rider, { ...whole, ...order }, guards)).hold.transactionId;
};
const capture = async (id: string, order: Partial<CaptureOrder> = {}) =>
  (await captureHold(driver, id, { currency: "NGN", final: false, key: newId(), ...order })).transaction;
const toldOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? [error.code, { ...error.details }["cap"]] : error),
  );
const walletOf = async ({ userId }: Customer) =>
  present(await getItem(walletItem, { userId, currency: "NGN" }), "a wallet");
/** Orders and amount of the day. */
const dayOf = async (who: Customer) => {
  const use = (await walletOf(who)).usage?.[2];
  return [use?.count, use?.amount];
};
let books = 0;
const expectRightBooks = async () => {
  const day = `20${String(10 + (books += 1))}-01-01`;
  expect(await reconcileLedger(day, 60_000, { pause: () => Promise.resolve() })).toBe("matching");
};

describe("the limits of a wallet", () => {
  it("hold for holds, however many are made at once, and a repeated order counts once", async () => {
    await rule({ limits: { "none:NGN": { ...OPEN, day: { amount: "3000" } } } });
    const order = { amount: 1_000n, key: newId() };
    const told = await Promise.all([
      ...Array.from({ length: 3 }, () => toldOf(hold(order))),
      ...Array.from({ length: 6 }, () => toldOf(hold({ amount: 1_000n }))),
    ]);
    // Three of seven orders, of which one was sent three times: whether it is among them is chance, but it is told one thing.
    const [first, ...again] = told.slice(0, 3);
    expect(again).toEqual([first, first]);
    expect([first, ...told.slice(3)].filter((code) => code === "done")).toHaveLength(3);
    const refused = told.filter((code) => code !== "done");
    expect(refused).toEqual(refused.map(() => ["limit_exceeded", "day"]));
    expect(await dayOf(rider)).toEqual([3, 3_000n]);
    expect(await walletOf(rider)).toMatchObject({ available: 7_000n, reserved: 3_000n });
    expect(await toldOf(hold(order))).toEqual(first);
  });

  it("count what was promised, and no more what was given back: released, expired, or left over", async () => {
    const [released, whole, parts] = [await hold(), await hold({ amount: 1_000n }), await hold({ amount: 2_000n })];
    const expired = await hold({ amount: 500n, expiresInMs: 60_000 });
    expect(await dayOf(rider)).toEqual([4, 7_500n]);
    await Promise.all([releaseHold(driver, released), releaseByStaff(compliance, released, "twice").catch(() => 0)]);
    expect(await dayOf(rider)).toEqual([3, 3_500n]);
    await capture(whole);
    await capture(parts, { amount: 300n });
    expect(await dayOf(rider)).toEqual([3, 3_500n]);
    // Something has come of it: it stays one order, of what was captured.
    await capture(parts, { amount: 500n, final: true });
    expect(await dayOf(rider)).toEqual([3, 2_300n]);
    const part = await hold({ amount: 700n });
    await capture(part, { amount: 200n });
    await releaseHold(driver, part);
    expect(await dayOf(rider)).toEqual([4, 2_500n]);
    await new Promise((resolve) => setImmediate(resolve));
    vi.useFakeTimers({ toFake: ["Date"], now: now() + 61_000 });
    await sweepHolds();
    await sweepHolds();
    vi.useRealTimers();
    expect(await dayOf(rider)).toEqual([3, 2_000n]);
    expect(await getItem(journal, { transactionId: expired })).toMatchObject({ status: "cancelled" });
    expect(await walletOf(rider)).toMatchObject({ available: 8_000n, reserved: 0n });
    await expectRightBooks();
  });

  it("know one order's cap, the person's own, the fifth after a reset of the PIN, and the asset's bounds", async () => {
    await rule({ limits: { "none:NGN": { ...OPEN, transfer_max: "5000" } } });
    const reduced = {
      ...GUARDS,
      confirm: () => ({
        ...confirmed(),
        check: () => Promise.resolve({ finish: () => Promise.resolve(), reducedLimits: true }),
      }),
    };
    expect(await toldOf(hold({ amount: 5_001n }))).toEqual(["limit_exceeded", "transfer"]);
    expect(await toldOf(hold({ amount: 1_001n }, reduced))).toEqual(["limit_exceeded", "transfer"]);
    expect(await toldOf(hold({ amount: 1_000n }, reduced))).toBe("done");
    const key = { userId: rider.userId, currency: "NGN" };
    await transact([update(walletItem, key, { when: [], set: { ownDailyLimit: 1_500n } })]);
    expect(await toldOf(hold({ amount: 501n }))).toEqual(["limit_exceeded", "own_daily"]);
    await rule({ assets: { NGN: { min: "200" } } });
    expect(await toldOf(hold({ amount: 199n }))).toEqual(["amount_out_of_range", undefined]);
    await rule({ assets: { NGN: { active: false } } });
    expect(await toldOf(hold({ amount: 200n }))).toEqual(["asset_inactive", undefined]);
  });

  it("keep a payee's wallet from being promised, or from capturing, more than it may hold", async () => {
    await rule({ limits: { "none:NGN": { ...OPEN, balance_max: "10000" } } });
    await topUp(driver.userId, 5_000n);
    await topUp(rider.userId, 10_000n);
    const id = await hold({ amount: 5_000n });
    expect(await toldOf(hold({ amount: 5_001n }))).toEqual(["recipient_limit_exceeded", undefined]);
    await topUp(driver.userId, 1n);
    expect(await toldOf(capture(id))).toEqual(["balance_max_exceeded", undefined]);
    expect(await toldOf(capture(id, { amount: 4_999n }))).toBe("done");
    expect(await walletOf(driver)).toMatchObject({ available: 10_000n });
    await expectRightBooks();
  });
});

describe("compliance", () => {
  const listed = async () => (await listReviews({ state: "flagged", limit: 10 })).items.map((of) => of.transactionId);
  const clear = (id: string) => decideOnTransfer(compliance, id, { decision: "clear", reason: "a test" });

  it("hears of a hold when it has ended and money has moved, and never of one that came to nothing", async () => {
    await rule({ review: { NGN: { flag_amount: "1000" } } });
    const [whole, parts, released] = [await hold({ amount: 1_000n }), await hold(), await hold({ amount: 1_001n })];
    await capture(parts, { amount: 1n });
    expect(await listed()).toEqual([]);
    // An open hold that left its place would never expire.
    expect(await toldOf(clear(parts))).toEqual(["review_not_found", undefined]);
    await capture(whole);
    await releaseHold(driver, parts);
    await releaseHold(driver, released);
    expect(new Set(await listed())).toEqual(new Set([whole, parts]));
    expect(await toldOf(clear(released))).toEqual(["review_not_found", undefined]);
    for (const id of [whole, parts]) expect((await clear(id)).review).toMatchObject({ state: "cleared" });
    expect(await listed()).toEqual([]);
    expect((await loadReviewed(parts)).review).toEqual({ state: "cleared", reasons: "amount" });
    await expectRightBooks();
  });

  it("has nothing promised that it would decide on first, and knows whom a capture has paid", async () => {
    await rule({ review: { NGN: { hold_amount: "5000", new_payee_amount: "2000" } } });
    const refused = ["hold_needs_review", undefined];
    expect(await toldOf(hold({ amount: 5_000n }))).toEqual(refused);
    expect(await toldOf(hold({ amount: 2_000n }))).toEqual(refused);
    await releaseHold(driver, await hold({ amount: 1n }));
    expect(await toldOf(hold({ amount: 2_000n }))).toEqual(refused);
    await capture(await hold({ amount: 1n }));
    expect(await toldOf(hold({ amount: 2_000n }))).toBe("done");
    await rule({ review: { NGN: { flag_amount: "1000", near_percent: 90, near_count: 2 } } });
    expect(await toldOf(hold({ amount: 900n }))).toBe("done");
    expect(await toldOf(hold({ amount: 900n }))).toEqual(refused);
  });
});

describe("the fee of a capture", () => {
  it("is kept back of it, whole or in parts, and its payer is asked for no more than he promised", async () => {
    await rule({ fees: { "hold:NGN": { basis_points: 250, min: "20", bearer: "payee" } } });
    const [whole, parts] = [await hold(), await hold({ amount: 3_000n })];
    const moved = await capture(whole);
    expect(moved.legs?.map(({ account, amount }) => [account.split(":")[0], amount])).toEqual([
      ["wallet", -4_000n],
      ["wallet", 3_900n],
      ["revenue", 100n],
    ]);
    expect(await readTransaction(driver, whole)).toMatchObject({ amount: 4_000, fee: 100, type: "credit" });
    expect(await readTransaction(rider, whole)).toMatchObject({ amount: 4_000, fee: 0, type: "debit" });
    expect(await toldOf(capture(parts, { amount: 20n }))).toEqual(["fee_exceeds_amount", undefined]);
    const part = await capture(parts, { amount: 1_000n, final: true });
    expect(await readTransaction(driver, part.transactionId)).toMatchObject({ amount: 1_000, fee: 25 });
    expect([await walletOf(rider), await walletOf(driver)]).toMatchObject([
      { available: 5_000n, reserved: 0n },
      { available: 4_875n, reserved: 0n },
    ]);
    expect(itemSizeOf(journal, moved)).toBeLessThan(1_024);
    await expectRightBooks();
  });
});
