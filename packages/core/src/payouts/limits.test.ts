import { getItem, put, transact, update } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError, type Customer, MINUTE, newId, now } from "../kernel/index.ts";
import { type Journal, quoteFee, type Usage, walletItem } from "../wallet/index.ts";
import { forgetPolicy } from "../wallet/policy.ts";
import { type Overrides, policyItem } from "../wallet/policy-store.ts";
import { confirmed, person, useEmptyTable, useEngine } from "../wallet/wallet.testkit.ts";
import { releasePayout, settlePayout } from "./conclude.ts";
import type { PayoutOrder, Said } from "./model.ts";
import { requestPayout } from "./request.ts";
import { beneficiaryItem } from "./store.ts";

/** What a payout costs, and how much may be paid out, against AWS's own engine. */
let engine: Engine;
let amina: Customer;
let beneficiaryId = "";
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(async () => {
  forgetPolicy();
  await engine.stop();
});
beforeEach(async () => {
  await useEmptyTable(engine);
  forgetPolicy();
  amina = await person(1_000_000n);
  beneficiaryId = newId();
  const row = { userId: amina.userId, beneficiaryId, kind: "bank" as const, name: "Mum", verified: true };
  const bank = { accountName: "BELLO AMINA", accountLast4: "6789", bankName: "Zenith Bank", bankCode: "057" };
  await transact([put(beneficiaryItem, { ...row, ...bank, createdAtMs: 0, recipientCode: "RCP_1", mode: "test" })]);
});

const failed: Said = { status: "failed", transferCode: null, fee: null, failure: "returned_by_bank", afterSend: null };
const OPEN = { minute: {}, hour: {}, day: {}, month: {} };
/** 1,500 NGN a day. */
const DAILY = { limits: { "none:NGN": { ...OPEN, day: { amount: "150000" } } } };
const reduced = () => ({
  reads: [],
  check: () => Promise.resolve({ finish: () => Promise.resolve(), reducedLimits: true }),
});

async function rule(overrides: Overrides & Readonly<Record<string, unknown>>): Promise<void> {
  await transact([put(policyItem, { version: 1, overrides })]);
  forgetPolicy();
}

const pay = async (order: Partial<PayoutOrder> = {}, confirm = confirmed): Promise<Journal> => {
  const whole = { beneficiaryId, amount: 100_000n, currency: "NGN" as const, reference: undefined, key: newId() };
  return (await requestPayout(amina, { ...whole, ...order }, { confirm, mode: "test" })).payout;
};
const toldOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? [error.code, { ...error.details }["cap"]] : error),
  );
const walletNow = async () => {
  const wallet = await getItem(walletItem, { userId: amina.userId, currency: "NGN" });
  const usage: Usage = wallet?.usage ?? [];
  return { available: wallet?.available, reserved: wallet?.reserved, day: [usage[2]?.count, usage[2]?.amount] };
};

describe("the limits of a wallet", () => {
  it("hold for payouts, however many are ordered at once", async () => {
    await rule({ limits: { "none:NGN": { ...OPEN, day: { amount: "300000" } } } });
    const told = await Promise.all(Array.from({ length: 8 }, () => toldOf(pay())));
    expect(told.filter((code) => code === "done")).toHaveLength(3);
    expect(told.filter((code) => code !== "done")).toEqual(Array.from({ length: 5 }, () => ["limit_exceeded", "day"]));
    expect(await walletNow()).toEqual({ available: 697_000n, reserved: 303_000n, day: [3, 300_000n] });
  });

  it("count a payout once when it is ordered twice, and no more when it is released, once", async () => {
    await rule(DAILY);
    const key = newId();
    const payout = await pay({ key });
    // The limit is used up; the order that used it is answered as before.
    expect((await pay({ key })).transactionId).toBe(payout.transactionId);
    expect(await toldOf(pay())).toEqual(["limit_exceeded", "day"]);
    await Promise.all(Array.from({ length: 5 }, () => releasePayout(payout, failed)));
    expect(await walletNow()).toEqual({ available: 1_000_000n, reserved: 0n, day: [0, 0n] });
    expect(await toldOf(pay())).toBe("done");
  });

  it("go on counting a payout that was settled", async () => {
    await rule(DAILY);
    await settlePayout(await pay(), { ...failed, status: "success", failure: null });
    expect(await toldOf(pay())).toEqual(["limit_exceeded", "day"]);
  });

  it("know one order's cap, the person's own, and the fifth that is left after a reset of the PIN", async () => {
    await rule({ limits: { "none:NGN": { ...OPEN, transfer_max: "100000" } } });
    expect(await toldOf(pay({ amount: 100_001n }))).toEqual(["limit_exceeded", "transfer"]);
    expect(await toldOf(pay({ amount: 20_001n }, reduced))).toEqual(["limit_exceeded", "transfer"]);
    expect(await toldOf(pay({ amount: 20_000n }, reduced))).toBe("done");
    const key = { userId: amina.userId, currency: "NGN" };
    await transact([update(walletItem, key, { when: [], set: { ownDailyLimit: 30_000n } })]);
    expect(await toldOf(pay({ amount: 10_001n }))).toEqual(["limit_exceeded", "own_daily"]);
    expect(await toldOf(pay({ amount: 10_000n }))).toBe("done");
  });
});

describe("the fee of a payout", () => {
  it("is the policy's; kept back of the amount, the bank account gets that much less", async () => {
    await rule({ fees: { "payout:NGN": { flat: "700", bearer: "payer" } } });
    expect(await pay()).toMatchObject({ amount: 100_000n, fee: 700n });
    await rule({ fees: { "payout:NGN": { flat: "700", bearer: "payee" } } });
    expect(await pay()).toMatchObject({ amount: 99_300n, fee: 700n });
    expect(await walletNow()).toMatchObject({ available: 799_300n, reserved: 200_700n });
    expect(await toldOf(pay({ amount: 10_000n }))).toEqual(["payout_amount_out_of_range", undefined]);
  });

  it("is the one that was quoted, for that very order only, while the quote is good", async () => {
    const { quote } = await quoteFee(amina, { kind: "payout", amount: 100_000, currency: "NGN" });
    await rule({ fees: { "payout:NGN": { flat: "7000", bearer: "payer" } } });
    expect(await pay({ quote })).toMatchObject({ amount: 100_000n, fee: 1_000n });
    expect(await toldOf(pay({ quote, amount: 100_001n }))).toEqual(["quote_invalid", undefined]);
    vi.useFakeTimers({ toFake: ["Date"], now: now() + 10 * MINUTE });
    expect(await toldOf(pay({ quote }))).toEqual(["quote_expired", undefined]);
    vi.useRealTimers();
  });

  it("is asked of nobody while the asset is switched off", async () => {
    await rule({ assets: { NGN: { active: false } } });
    expect(await toldOf(pay())).toEqual(["asset_inactive", undefined]);
  });
});
