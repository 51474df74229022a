import { decode, put, type RawItem, transact, update, write } from "@cowry/table";
import { rawScan } from "@cowry/table/audit";
import { type Engine, useEndpoint } from "@cowry/table/engine.testkit";
import { cancelled, error, type Fate, type FaultyEndpoint, startFaultyEndpoint } from "@cowry/table/faults.testkit";
import { setRetryClock } from "@cowry/table/clock";
import { useFakeClock } from "@cowry/table/clock.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { admit } from "../auth/index.ts";
import { codeOf } from "../kernel/callers.testkit.ts";
import { type Customer, lookupHashes, newId } from "../kernel/index.ts";
import { phoneItem } from "../users/store.ts";
import { openWallet } from "./assets.ts";
import { readBalance } from "./balance.ts";
import { clearingItem } from "./clearing-store.ts";
import { listTransactions, readTransaction } from "./history.ts";
import type { Address } from "./recipient.ts";
import { reconcileLedger } from "./reconcile.ts";
import { journal, systemItem, type Wallet, walletItem } from "./store.ts";
import { movedAt, readSystemBalance, sumSystemLegs } from "./system-accounts.ts";
import { sendMoney, type TransferOrder } from "./transfer.ts";
import { GUARDS, person, topUp, useEmptyTable, useEngine } from "./wallet.testkit.ts";

/** The ledger against AWS's own engine. */
let engine: Engine;
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(() => useEmptyTable(engine));

const order = (to: Customer, amount: bigint, over: Partial<TransferOrder> = {}): TransferOrder => ({
  to: { userId: to.userId },
  amount,
  currency: "NGN",
  key: newId(),
  ...over,
});

const send = (from: Customer, to: Customer, amount: bigint, over: Partial<TransferOrder> = {}) =>
  sendMoney(from, order(to, amount, over), GUARDS);

const balanceOf = async (of: Customer): Promise<number> => Number((await readBalance(of, "NGN")).balance);

function change(of: Customer, set: Partial<Pick<Wallet, "status" | "available">>): Promise<unknown> {
  const key = { userId: of.userId, currency: "NGN" };
  return transact([update(walletItem, key, { when: [], set, add: { version: 1 } })]);
}

describe("sending money", () => {
  it("moves it at once, and tells both sides the same transaction", async () => {
    const [amina, joseph] = [await person(5_000n), await person(0n, "Joseph A.")];
    const { transaction, replayed } = await send(amina, joseph, 1_200n, { note: "Airport", reference: "ride-1" });
    expect(replayed).toBe(false);
    expect(transaction).toMatchObject({ type: "debit", amount: 1_200, balance_after: 3_800, status: "completed" });
    expect(await readTransaction(amina, transaction.id)).toEqual(transaction);
    expect(await readTransaction(joseph, transaction.id)).toMatchObject({
      type: "credit",
      balance_after: 1_200,
      counterparty: { name: "Amina B.", user_id: amina.userId },
      reference: null,
    });
    expect(await readBalance(amina, "NGN")).toMatchObject({ balance: 3_800, available: 3_800, reserved: 0 });
    expect(await readBalance(joseph, "NGN")).toMatchObject({ balance: 1_200, account_number: "8031234567" });
  });

  it("gives the first answer again for the same key, even when the money is gone by then", async () => {
    const [amina, joseph] = [await person(1_000n), await person()];
    const first = await send(amina, joseph, 1_000n, { key: "k-1" });
    await change(amina, { status: "frozen" });
    const again = await send(amina, joseph, 1_000n, { key: "k-1" });
    expect(again).toEqual({ ...first, replayed: true });
    expect(await balanceOf(joseph)).toBe(1_000);
  });

  it("refuses the same key for another order, and binds no key by a refusal", async () => {
    const [amina, joseph] = [await person(1_000n), await person()];
    expect(await codeOf(send(amina, joseph, 1_001n, { key: "k-1" }))).toBe("insufficient_funds");
    expect(await codeOf(send(amina, joseph, 400n, { key: "k-1" }))).toBe("done");
    expect(await codeOf(send(amina, joseph, 401n, { key: "k-1" }))).toBe("idempotency_key_reused");
    expect(await codeOf(send(amina, joseph, 400n, { key: "k-1", note: "x" }))).toBe("idempotency_key_reused");
    expect(await codeOf(send(joseph, amina, 400n, { key: "k-1" }))).toBe("done");
    expect([await balanceOf(amina), await balanceOf(joseph)]).toEqual([1_000, 0]);
  });

  it("refuses what cannot be, and leaves no trace", async () => {
    const [amina, joseph] = [await person(1_000n), await person()];
    const before = await dump();
    const nobody = { ...joseph, userId: newId() };
    expect(await codeOf(send(amina, amina, 1n))).toBe("self_transfer");
    expect(await codeOf(send(amina, nobody, 1n))).toBe("recipient_not_found");
    expect(await codeOf(send(nobody, amina, 1n))).toBe("wallet_not_found");
    expect(await codeOf(send(amina, joseph, 1_001n))).toBe("insufficient_funds");
    expect(await codeOf(send(amina, joseph, 1n, { to: { phone: "+2348030000000" } }))).toBe("recipient_not_found");
    expect(await codeOf(send(amina, joseph, 1n, { to: { phone: "12" } }))).toBe("invalid_request");
    expect(await dump()).toEqual(before);
  });

  it.each([
    ["frozen", "wallet_frozen", "done"],
    ["blocked", "wallet_blocked", "recipient_blocked"],
    ["closed", "wallet_closed", "recipient_closed"],
  ] as const)("knows what %s means for payer and payee", async (status, asPayer, asPayee) => {
    const [amina, joseph] = [await person(1_000n), await person(1_000n)];
    await change(joseph, { status });
    expect(await codeOf(send(joseph, amina, 1n))).toBe(asPayer);
    expect(await codeOf(send(amina, joseph, 1n))).toBe(asPayee);
  });

  it("tells somebody without a wallet in the currency from nobody, by id and by number", async () => {
    const [amina, joseph] = [await person(1_000n), await person()];
    await openWallet(amina, "USD");
    await write(update(walletItem, { userId: amina.userId, currency: "USD" }, { when: [], set: { available: 9n } }));
    const [phoneHash = ""] = lookupHashes("phone", "+2348031234567");
    const row = { phoneHash, userId: joseph.userId, displayName: "Joseph A.", status: "active" } as const;
    await transact([put(phoneItem, row, { rule: "phone", when: [] })]);
    const dollars = (to: Address) => codeOf(send(amina, joseph, 1n, { to, currency: "USD" }));
    expect(await dollars({ userId: joseph.userId })).toBe("recipient_currency_mismatch");
    expect(await dollars({ phone: "+2348031234567" })).toBe("recipient_currency_mismatch");
    expect(await dollars({ accountNumber: "8031234567" })).toBe("recipient_currency_mismatch");
    expect(await dollars({ userId: newId() })).toBe("recipient_not_found");
    await change(joseph, { status: "closed" });
    expect(await dollars({ userId: joseph.userId })).toBe("recipient_closed");
  });

  it("says nothing about the recipient to whoever could not pay", async () => {
    const [amina, joseph] = [await person(1_000n), await person()];
    const strangers = [{ userId: newId() }, { phone: "+2348030000000" }, { accountNumber: "8030000000" }];
    for (const to of [{ userId: joseph.userId }, ...strangers]) {
      expect(await codeOf(send(amina, joseph, 9_000_000_000_000_000n, { to }))).toBe("insufficient_funds");
    }
    await change(amina, { status: "frozen" });
    for (const to of strangers) expect(await codeOf(send(amina, joseph, 1n, { to }))).toBe("wallet_frozen");
  });

  it("counts recipients who cannot be paid, and stops telling after fifteen; others are not counted", async () => {
    const [amina, joseph, eve] = [await person(1_000n), await person(), await person()];
    await change(eve, { status: "blocked" });
    const ask = (to: Customer) => codeOf(sendMoney(amina, order(to, 1n), { ...GUARDS, admit }));
    for (let i = 0; i < 14; i++) expect(await ask({ ...joseph, userId: newId() })).toBe("recipient_not_found");
    for (let i = 0; i < 3; i++) expect(await ask(joseph)).toBe("done");
    expect(await ask(eve)).toBe("recipient_blocked");
    expect(await ask({ ...joseph, userId: newId() })).toBe("rate_limited");
    expect(await ask(eve)).toBe("rate_limited");
    expect(await ask(joseph)).toBe("done");
    expect(await codeOf(sendMoney(joseph, order(eve, 1n), { ...GUARDS, admit }))).toBe("recipient_blocked");
  }, 30_000);

  it("pays nobody whom the phone row calls blocked, whatever the wallet says", async () => {
    const [amina, joseph] = [await person(1_000n), await person()];
    const [phoneHash = ""] = lookupHashes("phone", "+2348031234567");
    const row = { phoneHash, userId: joseph.userId, displayName: "Joseph A." };
    const to = { accountNumber: "8031234567" };
    for (const [status, code] of [["blocked", "recipient_blocked"] as const, ["active", "done"] as const]) {
      await transact([put(phoneItem, { ...row, status }, { rule: "phone", when: [] })]);
      expect(await codeOf(send(amina, joseph, 1n, { to, key: "k" }))).toBe(code);
    }
    await transact([put(phoneItem, { ...row, status: "blocked" }, { rule: "phone", when: [] })]);
    // What was carried out before stays answered.
    expect(await send(amina, joseph, 1n, { to, key: "k" })).toMatchObject({ replayed: true });
  });

  it("says nothing about the recipient before the PIN was proved", async () => {
    const amina = await person(1_000n);
    const refusal = new Error("pin_incorrect");
    const wrong = { ...GUARDS, confirm: () => ({ reads: [], check: () => Promise.reject(refusal) }) };
    await expect(sendMoney(amina, order({ ...amina, userId: newId() }, 1n), wrong)).rejects.toBe(refusal);
  });
});

/** As many at once as the engine on a laptop serves before clients lose patience; over HTTP there are as few. */
const LANES = 6;

async function rush<T>(count: number, act: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < count; index = next++) results.push(await act(index));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}

describe("rushes on one wallet", () => {
  it("send once for fifty equal requests, and answer all of them alike", async () => {
    const [amina, joseph] = [await person(5_000n), await person()];
    const receipts = await rush(50, () => send(amina, joseph, 100n, { key: "k" }));
    expect(new Set(receipts.map(({ transaction }) => JSON.stringify(transaction))).size).toBe(1);
    expect(await balanceOf(amina)).toBe(4_900);
  });

  it("let exactly ten of fifty debits through when the wallet affords ten", async () => {
    const [amina, joseph] = [await person(1_000n), await person()];
    const codes = await rush(50, () => codeOf(send(amina, joseph, 100n)));
    expect(codes.filter((code) => code === "done")).toHaveLength(10);
    expect(codes.filter((code) => code === "insufficient_funds")).toHaveLength(40);
    expect([await balanceOf(amina), await balanceOf(joseph)]).toEqual([0, 1_000]);
  });
});

describe("misfortunes of a transfer", () => {
  let faulty: FaultyEndpoint;
  let amina: Customer;
  let joseph: Customer;
  beforeAll(async () => {
    faulty = await startFaultyEndpoint(engine.url);
  });
  beforeEach(async () => {
    useEndpoint(faulty.url);
    await useEmptyTable(engine);
    [amina, joseph] = [await person(1_000n), await person()];
  });
  afterEach(() => setRetryClock());
  afterAll(async () => {
    await faulty.stop();
    useEndpoint(engine.url);
  });
  const conflict = cancelled("None", "TransactionConflict", "None", "None", "None");
  const throttled = cancelled("None", "None", "ThrottlingError", "None", "None");

  it.each([
    ["a conflict", [conflict]],
    ["a conflict, and a reset while it looks again", [conflict, "reset"]],
    ["throttling", [throttled, error("ProvisionedThroughputExceededException"), throttled]],
    ["a reset before the commit", ["reset"]],
    ["a reset after the commit", ["reset after commit"]],
    [
      "resets after the commit, until the SDK gives up its token",
      ["reset after commit", "reset after commit", "reset after commit"],
    ],
    ["all of them", [conflict, "reset", "pass", throttled, "reset after commit", "reset"]],
  ] as const)("%s: it happens once and is answered", async (_, fates) => {
    faulty.play("pass", ...fates);
    const { transaction } = await send(amina, joseph, 100n);
    expect(transaction).toMatchObject({ status: "completed", balance_after: 900 });
    expect([await balanceOf(amina), await balanceOf(joseph)]).toEqual([900, 100]);
    expect(await reconcileLedger("2001-01-01", 60_000)).toBe("matching");
  });

  /** Behind the wait it looks again, on what its rival has written: the same once more would be refused for certain. */
  it("meets a rival in the middle of his write, and is not refused after him", async () => {
    let rival: Promise<unknown> | undefined;
    setRetryClock({
      elapsed: () => 0,
      chance: () => 0.5,
      sleep: async () => {
        await (rival ??= send(joseph, amina, 50n));
      },
    });
    await topUp(joseph.userId, 50n);
    faulty.play("pass", conflict);
    const { transaction } = await send(amina, joseph, 100n);
    expect(transaction).toMatchObject({ status: "completed", balance_after: 950 });
    const turn = ["BatchGetItem", "TransactWriteItems"];
    expect(faulty.seen.map(({ operation }) => operation)).toEqual([...turn, ...turn, ...turn]);
  });

  it("is refused on what a rival has left, without another transaction", async () => {
    setRetryClock({
      elapsed: () => 0,
      chance: () => 0.5,
      sleep: async () => {
        await change(amina, { available: 99n });
      },
    });
    faulty.play("pass", conflict);
    expect(await codeOf(send(amina, joseph, 100n))).toBe("insufficient_funds");
    // The second transaction is the rival's; behind the refusal the journal is asked.
    const sent = ["BatchGetItem", "TransactWriteItems", "TransactWriteItems", "BatchGetItem", "GetItem"];
    expect(faulty.seen.map(({ operation }) => operation)).toEqual(sent);
  });

  /** How often a transaction is sent on the fake clock before the budget of 12 s is spent. */
  const TRIES = 64;
  /** So many conflicts; between them it looks again. */
  const conflicts = (count: number): readonly Fate[] =>
    Array.from({ length: count }, () => [conflict, "pass"] as const)
      .flat()
      .slice(0, -1);

  it("asks the journal before it reports a failure: what was committed is answered", async () => {
    useFakeClock();
    // The SDK sends the first of them three times.
    faulty.play("pass", "reset after commit", "reset after commit", "reset after commit", ...conflicts(TRIES - 1));
    const { transaction } = await send(amina, joseph, 100n);
    expect(faulty.seen.at(-1)?.operation).toBe("GetItem");
    expect(transaction).toMatchObject({ status: "completed", balance_after: 900 });
    expect(await balanceOf(joseph)).toBe(100);
  });

  it("and what was not may be sent again", async () => {
    useFakeClock();
    faulty.play("pass", ...conflicts(TRIES));
    await expect(send(amina, joseph, 100n, { key: "k" })).rejects.toMatchObject({
      code: "unavailable",
      retryAfterSeconds: 1,
    });
    expect(faulty.seen.at(-1)?.operation).toBe("GetItem");
    expect((await send(amina, joseph, 100n, { key: "k" })).replayed).toBe(false);
    expect(await balanceOf(joseph)).toBe(100);
  });

  it("decides a lost race on the newer balance", async () => {
    const stale = send(amina, joseph, 600n);
    const other = send(amina, joseph, 600n);
    const codes = await Promise.all([codeOf(stale), codeOf(other)]);
    expect(codes.sort()).toEqual(["done", "insufficient_funds"]);
  });
});

describe("a history", () => {
  it("is newest first, in full pages, each transaction once, and ends", async () => {
    const [amina, joseph] = [await person(5_000n), await person()];
    for (let i = 1; i <= 24; i++) await send(amina, joseph, BigInt(i));
    const seen: number[] = [];
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await listTransactions(amina, { currency: "NGN" }, { limit: 10, cursor });
      sizes.push(page.items.length);
      seen.push(...page.items.map(({ amount }) => Number(amount)));
      cursor = page.nextCursor ?? undefined;
      // What happens between two pages changes nothing in the pages to come.
      if (cursor !== undefined) await send(joseph, amina, 1n);
    } while (cursor !== undefined);
    expect(sizes).toEqual([10, 10, 5]);
    expect(seen).toEqual([...Array.from({ length: 24 }, (_, i) => 24 - i), 5_000]);
  });

  it("filters by direction, kind and time", async () => {
    const [amina, joseph] = [await person(5_000n), await person(50n)];
    await send(amina, joseph, 10n);
    await send(joseph, amina, 20n);
    const list = async (filter: object) =>
      (await listTransactions(amina, { currency: "NGN", ...filter }, { limit: 10 })).items.map(({ amount }) => amount);
    expect(await list({ type: "debit" })).toEqual([10]);
    expect(await list({ type: "credit" })).toEqual([20, 5_000]);
    expect(await list({ kind: "transfer" })).toEqual([20, 10]);
    expect(await list({ status: "completed" })).toEqual([20, 10, 5_000]);
    expect(await list({ status: "pending" })).toEqual([]);
    expect(await list({ fromMs: Date.now() + 60_000 })).toEqual([]);
    expect(await list({ toMs: 1 })).toEqual([]);
    expect(await list({ fromMs: -1, toMs: 10 ** 15 })).toHaveLength(3);
    expect(await list({ fromMs: 20, toMs: 10 })).toEqual([]);
  });

  it("takes a cursor from nobody else and for no other filter", async () => {
    const [amina, joseph] = [await person(5_000n), await person(5_000n)];
    await send(amina, joseph, 10n);
    const { nextCursor } = await listTransactions(amina, { currency: "NGN" }, { limit: 1 });
    const cursor = nextCursor ?? "";
    const page = { limit: 1, cursor };
    expect(await codeOf(listTransactions(amina, { currency: "NGN" }, page))).toBe("done");
    expect(await codeOf(listTransactions(joseph, { currency: "NGN" }, page))).toBe("invalid_cursor");
    expect(await codeOf(listTransactions(amina, { currency: "NGN", type: "debit" }, page))).toBe("invalid_cursor");
    const bent = { limit: 1, cursor: cursor.slice(0, -2) + "AA" };
    expect(await codeOf(listTransactions(amina, { currency: "NGN" }, bent))).toBe("invalid_cursor");
  });

  it("ends a filtered page at its bound and goes on from there", async () => {
    const [amina, joseph] = [await person(5_000n), await person()];
    await send(amina, joseph, 400n);
    for (let i = 0; i < 305; i++) await topUp(amina.userId, 1n);
    const first = await listTransactions(amina, { currency: "NGN", type: "debit" }, { limit: 5 });
    expect(first.items).toEqual([]);
    expect(first.nextCursor).not.toBeNull();
    const rest = await listTransactions(
      amina,
      { currency: "NGN", type: "debit" },
      { limit: 5, cursor: first.nextCursor ?? undefined },
    );
    expect(rest.items.map(({ amount }) => amount)).toEqual([400]);
    expect(rest.nextCursor).toBeNull();
  }, 60_000);

  it("shows nobody another's transaction", async () => {
    const [amina, joseph, eve] = [await person(100n), await person(), await person()];
    const { transaction } = await send(amina, joseph, 10n);
    expect(await codeOf(readTransaction(eve, transaction.id))).toBe("transaction_not_found");
    expect(await codeOf(readTransaction(amina, newId()))).toBe("transaction_not_found");
  });
});

const DAY_AFTER = "2100-01-01";

describe("accounts of our own", () => {
  it("count each journal once, however often and in whatever batches the stream tells of it", async () => {
    await Promise.all([person(1_000n), person(2_000n), person(3_000n)]);
    const images = (await dump()).filter((item) => item["t"]?.S === "journal");
    await Promise.all([sumSystemLegs(images), sumSystemLegs(images.slice(1)), sumSystemLegs([...images, ...images])]);
    await sumSystemLegs(images.slice(0, 2));
    expect(await readSystemBalance("clearing:paystack", "NGN", DAY_AFTER)).toBe(-6_000n);
    const [day] = (await dump()).filter((item) => item["t"]?.S === "system_account");
    const times = images.map((image) => movedAt(decode(journal, image)));
    expect(times).toContain(decode(systemItem, day ?? {}).watermarkMs);
    // And each has one row for the comparison with the provider.
    const rows = (await dump()).filter((item) => item["t"]?.S === "clearing_movement");
    expect(rows.map((item) => decode(clearingItem, item).gross).sort()).toEqual([1_000n, 2_000n, 3_000n]);
    expect(await reconcileLedger(DAY_AFTER, 60_000)).toBe("matching");
  });

  it("take more journals than fit into one transaction", async () => {
    const amina = await person();
    for (let i = 0; i < 170; i++) await topUp(amina.userId, 1n);
    await sumSystemLegs((await dump()).filter((item) => item["t"]?.S === "journal"));
    expect(await readSystemBalance("clearing:paystack", "NGN", DAY_AFTER)).toBe(-170n);
  }, 60_000);
});

async function dump(): Promise<RawItem[]> {
  const items: RawItem[] = [];
  for await (const item of rawScan()) items.push(item);
  return items;
}
