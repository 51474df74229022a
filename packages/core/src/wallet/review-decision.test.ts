import { getItem, put, write } from "@cowry/table";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError, type Customer, MINUTE, newId, now, present, type Staff } from "../kernel/index.ts";
import { balanceAt } from "./balance.ts";
import { listTransactions } from "./history.ts";
import type { Policy } from "./policy.ts";
import { forgetPolicy, loadPolicy } from "./policy.ts";
import { policyItem } from "./policy-store.ts";
import { auditReserved } from "./reconcile-wallet.ts";
import { quoteFee } from "./quotes.ts";
import { decideOnTransfer, expireTransfer } from "./review-decision.ts";
import { listReviews } from "./review-list.ts";
import { journal, type Wallet, walletItem } from "./store.ts";
import { HELD_FOR_MS } from "./transfer-decision.ts";
import { sendMoney } from "./transfer.ts";
import { customerOf, GUARDS, person, useEmptyTable, useEngine } from "./wallet.testkit.ts";

let engine: Engine;
let amina: Customer;
let joseph: Customer;

beforeAll(async () => {
  engine = await useEngine();
}, 60_000);
afterAll(() => engine.stop());

/** Holds from 1,000 on and lists from 500 on; what a transfer costs is said by each test. */
const THRESHOLDS = { NGN: { flag_amount: "500", hold_amount: "1000" } };

beforeEach(async () => {
  await useEmptyTable(engine);
  await setPolicy({ review: THRESHOLDS });
  amina = await person(10_000n);
  joseph = await person(0n, "Joseph B.");
});

async function setPolicy(overrides: ConstructorParameters<typeof Policy>[0] = {}): Promise<void> {
  await write(put(policyItem, { version: 1, overrides }));
  forgetPolicy();
}

function staff(userId = newId()): Staff {
  const { origin, sessionId } = customerOf(userId);
  return {
    ...{
      kind: "staff",
      userId,
      sessionId,
      epoch: 0,
      roles: ["compliance"],
      branchId: undefined,
      clientId: "app",
      origin,
    },
  };
}

const send = (amount: bigint, key = "k-1") =>
  sendMoney(amina, { to: { userId: joseph.userId }, amount, currency: "NGN", key }, GUARDS);

async function walletOf({ userId }: Customer): Promise<Wallet> {
  return present(await getItem(walletItem, { userId, currency: "NGN" }), "everybody has a wallet");
}

async function moneyOf(of: Customer): Promise<readonly bigint[]> {
  const { available, reserved } = await walletOf(of);
  return [available, reserved];
}

const code = (act: Promise<unknown>) =>
  act.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

const PACE = { isTimeUp: () => false, pause: () => Promise.resolve() };
const decide = (id: string, decision: "post" | "void" | "clear" | "suspicious", actor = staff()) =>
  decideOnTransfer(actor, id, { decision, reason: "looked at" });

describe("a transfer that compliance decides on", () => {
  it("reserves the money, is the payer's only, and is answered the same for ever", async () => {
    const held = await send(1_000n);
    expect(held).toMatchObject({
      status: "held",
      replayed: false,
      transaction: { status: "held", balance_after: null },
    });
    expect([await moneyOf(amina), await moneyOf(joseph)]).toEqual([
      [9_000n, 1_000n],
      [0n, 0n],
    ]);
    const filter = { currency: "NGN", kind: "transfer" } as const;
    const mine = await listTransactions(amina, filter, { limit: 10 });
    expect(mine.items).toEqual([held.transaction]);
    expect((await listTransactions(joseph, filter, { limit: 10 })).items).toEqual([]);
    expect(await auditReserved(await walletOf(amina), PACE)).toEqual([]);

    await decide(held.transaction.id, "post");
    expect(await send(1_000n)).toEqual({ ...held, replayed: true });
    expect(await moneyOf(joseph)).toEqual([1_000n, 0n]);
  });

  it("goes on when it is posted, once, with its fee, and stands in both histories", async () => {
    await setPolicy({ review: THRESHOLDS, fees: { "transfer:NGN": { flat: "30", bearer: "payer" } } });
    const { transaction } = await send(1_000n);
    expect(await moneyOf(amina)).toEqual([8_970n, 1_030n]);
    const [first, again] = [await decide(transaction.id, "post"), await decide(transaction.id, "post")];
    expect(again).toEqual(first);
    expect([await moneyOf(amina), await moneyOf(joseph)]).toEqual([
      [8_970n, 0n],
      [1_000n, 0n],
    ]);
    expect(first.legs?.map(({ account, amount }) => [account.split(":")[0], amount])).toEqual([
      ["wallet", -1_030n],
      ["wallet", 1_000n],
      ["revenue", 30n],
    ]);
    expect(first).toMatchObject({ status: "completed", systemLegs: "pending", review: { state: "posted" } });
    for (const of of [amina, joseph]) {
      const { items } = await listTransactions(of, { currency: "NGN", kind: "transfer" }, { limit: 10 });
      expect(items.map(({ status, amount }) => [status, amount])).toEqual([["completed", 1_000]]);
    }
    expect(await balanceAt(amina.userId, "NGN", Date.now() + 60_000)).toBe(8_970n);
    expect(await code(decide(transaction.id, "void"))).toBe("review_decided");
  });

  it("is the payer's again when it is voided, and its counts in the limits too", async () => {
    const { transaction } = await send(1_000n);
    expect((await walletOf(amina)).usage?.[2]).toMatchObject({ count: 1, amount: 1_000n });
    expect((await decide(transaction.id, "void")).status).toBe("cancelled");
    expect([await moneyOf(amina), await moneyOf(joseph)]).toEqual([
      [10_000n, 0n],
      [0n, 0n],
    ]);
    expect((await walletOf(amina)).usage?.[2]).toMatchObject({ count: 0, amount: 0n });
    expect(await code(decide(transaction.id, "post"))).toBe("review_decided");
    expect(await auditReserved(await walletOf(amina), PACE)).toEqual([]);
  });

  it("ends once when posting races with voiding", async () => {
    const { transaction } = await send(1_000n);
    const told = await Promise.all([code(decide(transaction.id, "post")), code(decide(transaction.id, "void"))]);
    expect(told.toSorted()).toEqual(["done", "review_decided"]);
    const [[available = 0n, reserved], [received = 0n]] = [await moneyOf(amina), await moneyOf(joseph)];
    expect([available + received, reserved]).toEqual([10_000n, 0n]);
  });

  it("expires when nobody decides, not before, and can then be posted no more", async () => {
    const { transaction } = await send(1_000n);
    await expireTransfer(transaction.id);
    expect(await moneyOf(amina)).toEqual([9_000n, 1_000n]);
    const stored = present(await getItem(journal, { transactionId: transaction.id }), "it is there");
    const atMs = Date.now() - HELD_FOR_MS;
    await write(put(journal, { ...stored, createdAtMs: atMs, expiresAtMs: atMs + 1 }));
    expect(await code(decide(transaction.id, "post"))).toBe("review_decided");
    await expireTransfer(transaction.id);
    await expireTransfer(transaction.id);
    expect(await moneyOf(amina)).toEqual([10_000n, 0n]);
  });

  it("is decided until its time is over, and in that moment no more", async () => {
    const { transaction } = await send(1_000n);
    const { expiresAtMs } = present(await getItem(journal, { transactionId: transaction.id }), "it is there");
    vi.useFakeTimers({ now: expiresAtMs ?? 0, toFake: ["Date"] });
    for (const decision of ["post", "void"] as const) {
      expect(await code(decide(transaction.id, decision))).toBe("review_decided");
    }
    expect(await moneyOf(amina)).toEqual([9_000n, 1_000n]);
    await expireTransfer(transaction.id);
    expect(await moneyOf(amina)).toEqual([10_000n, 0n]);
  });

  it("is decided by nobody who takes part in it, and exists for nobody when it is not reviewed", async () => {
    const { transaction } = await send(1_000n);
    for (const { userId } of [amina, joseph]) {
      expect(await code(decide(transaction.id, "post", staff(userId)))).toBe("review_not_found");
    }
    const plain = await send(100n, "k-2");
    expect(await code(decide(plain.transaction.id, "post"))).toBe("review_not_found");
  });

  it("is only listed below that amount: the money has moved, and what is thought of it is noted", async () => {
    const flagged = await send(500n);
    expect(flagged.status).toBe("completed");
    const page = await listReviews({ state: "flagged", limit: 10 });
    expect(page.items.map(({ transactionId }) => transactionId)).toEqual([flagged.transaction.id]);
    expect((await decide(flagged.transaction.id, "suspicious")).review?.state).toBe("suspicious");
    expect((await listReviews({ state: "flagged", limit: 10 })).items).toEqual([]);
    expect(await code(decide(flagged.transaction.id, "clear"))).toBe("review_decided");
  });
});

describe("rules that staff have set", () => {
  it("change no fee that was quoted, for ten minutes and for the one who asked; it is booked as quoted", async () => {
    const flat = (fee: string) => setPolicy({ fees: { "transfer:NGN": { flat: fee, bearer: "payer" } } });
    await flat("30");
    const wish = { kind: "transfer", amount: 400, currency: "NGN" } as const;
    const quoted = await quoteFee(amina, wish);
    expect(quoted).toMatchObject({ fee: 30, fee_bearer: "payer", total: 430, received: 400 });
    expect(Date.parse(quoted.expires_at) - now()).toBeGreaterThan(9 * MINUTE);
    await flat("90");
    const order = (key: string, by = amina, over: { amount?: bigint } = {}) => {
      const to = { userId: (by === amina ? joseph : amina).userId };
      return sendMoney(by, { to, amount: 400n, currency: "NGN", key, quote: quoted.quote, ...over }, GUARDS);
    };
    const { transaction } = await order("q-1");
    expect(transaction).toMatchObject({ amount: 400, fee: 30, balance_after: 9_570 });
    const { legs = [] } = present(await getItem(journal, { transactionId: transaction.id }), "it was sent");
    expect(legs.map(({ amount }) => amount)).toEqual([-430n, 400n, 30n]);
    expect(legs[2]?.account).toBe("revenue:transfers:NGN");
    expect((await send(400n, "no-quote")).transaction).toMatchObject({ fee: 90 });
    expect(await code(order("q-2", joseph))).toBe("quote_invalid");
    expect(await code(order("q-3", amina, { amount: 401n }))).toBe("quote_invalid");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse(quoted.expires_at) });
    expect(await code(order("q-4"))).toBe("quote_expired");
    // What was carried out is answered all the same.
    expect(await order("q-1")).toMatchObject({ replayed: true, transaction: { fee: 30 } });
    vi.useRealTimers();
  });

  it("let a payee bear the fee, and both see it", async () => {
    await setPolicy({ fees: { "transfer:NGN": { basis_points: 500, bearer: "payee" } } });
    const { transaction } = await send(1_000n);
    expect(transaction).toMatchObject({ amount: 1_000, fee: 0, balance_after: 9_000 });
    const { items } = await listTransactions(joseph, { currency: "NGN" }, { limit: 10 });
    expect(items[0]).toMatchObject({ amount: 1_000, fee: 50, balance_after: 950 });
  });

  it("cap what a wallet may hold, and tell nothing more", async () => {
    const open = { minute: {}, hour: {}, day: {}, month: {} };
    await setPolicy({ limits: { "none:NGN": { ...open, balance_max: "999" } } });
    expect(await code(send(1_000n))).toBe("recipient_limit_exceeded");
    expect(await code(send(999n))).toBe("done");
  });

  it("are enforced under rivalry: of many orders at once, as many as the day allows", async () => {
    const open = { minute: {}, hour: {}, day: { count: 5, amount: "450" }, month: {} };
    await setPolicy({ limits: { "none:NGN": open } });
    const told = await Promise.all(Array.from({ length: 12 }, (_, n) => code(send(100n, `k-${n}`))));
    expect(told.filter((one) => one === "done")).toHaveLength(4);
    expect(told.filter((one) => one === "limit_exceeded")).toHaveLength(8);
    expect(await moneyOf(joseph)).toEqual([400n, 0n]);
  });

  it("stop what they rule when they cannot be read", async () => {
    await setPolicy({ fees: { "transfer:NGN": { bearer: "nobody" } } });
    expect(await code(send(1n))).not.toBe("done");
    expect((await loadPolicy()).limits("none", "NGN").transferMax).toBeGreaterThan(0n);
  });
});
