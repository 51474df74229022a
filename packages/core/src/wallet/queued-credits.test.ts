import { getItem, put, queryItems, remove, sortKey, transact, update, write } from "@cowry/table";
import { rawScan } from "@cowry/table/audit";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { AppError, type Customer, HOUR, newId, now, present } from "../kernel/index.ts";
import { eventsOf } from "./events.ts";
import { listTransactions, readTransaction } from "./history.ts";
import { lanePlace } from "./posting.ts";
import { drainQueue, foldWrites, FOLDED_TOGETHER, sweepQueues } from "./queue-drain.ts";
import { noteRivals } from "./queued-credits.ts";
import { reconcileLedger } from "./reconcile.ts";
import { reconciliationItem } from "./reconcile-store.ts";
import { reversedMarks } from "./reversed-marks.ts";
import { entryItem, journal, queuedItem, walletItem } from "./store.ts";
import { sendMoney } from "./transfer.ts";
import { setWalletStatus } from "./wallet-status.ts";
import { confirmed, GUARDS, person, useEmptyTable, useEngine, walletOf } from "./wallet.testkit.ts";

/** The lane of hot recipients against AWS's own engine. */
let engine: Engine;
let [amina, shop]: [Customer, Customer] = [undefined as never, undefined as never];
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  amina = await person(1_000_000n);
  shop = { ...(await person(0n, "Mama T.")), roles: ["merchant"] };
  await turn({ limitRole: "merchant" });
});
afterEach(() => {
  vi.useRealTimers();
});

const key = () => ({ userId: shop.userId, currency: "NGN" });
const turn = (set: { limitRole?: "merchant"; lane?: "queued"; contentionAtMs?: number }) =>
  write(
    update(walletItem, key(), {
      when: [],
      set,
      add: { version: 1 },
      ...(set.lane === undefined ? {} : { index: lanePlace(key()) }),
    }),
  );
const pay = async (amount = 100n, from = amina) =>
  (await sendMoney(from, { to: { userId: shop.userId }, amount, currency: "NGN", key: newId() }, GUARDS)).transaction
    .id;
const wallet = async () => present(await getItem(walletItem, key()), "the shop has one");
const waiting = async () => {
  const prefix = sortKey(queuedItem, { currency: "NGN" });
  return (await queryItems(queuedItem, { userId: shop.userId }, { prefix, limit: 200 })).items;
};
let books = 0;
/** What the nightly audit finds, once the stream's part has been done: the first run does it. */
async function audit(): Promise<unknown> {
  const night = { pause: () => Promise.resolve() };
  await reconcileLedger(`20${String(30 + (books += 1))}-01-01`, 60_000, night);
  const day = `20${String(30 + (books += 1))}-01-01`;
  const result = await reconcileLedger(day, 60_000, night);
  const run = await getItem(reconciliationItem, { day, channel: "ledger" });
  return result === "matching" ? result : run?.discrepancies;
}

async function count(type: string): Promise<number> {
  let items = 0;
  for await (const item of rawScan()) if (item["t"]?.S === type) items += 1;
  return items;
}

describe("a hot recipient", () => {
  it("is promoted by rivals, only as a merchant without a maximum balance", () => {
    const movement = { available: 1n, reserved: 0n };
    const merchant = walletOf({ limitRole: "merchant" });
    expect(noteRivals(movement, merchant, 0, 100_000)).toEqual(movement);
    expect(noteRivals(movement, merchant, 3, 100_000)?.lane).toEqual({ contention: 3, contentionAtMs: 100_000 });
    const busy = walletOf({ limitRole: "merchant", contention: 10, contentionAtMs: 1_000 });
    expect(noteRivals(movement, busy, 2, 2_000)?.lane).toMatchObject({ lane: "queued" });
    expect(noteRivals(movement, busy, 2, 60_000)?.lane).toEqual({ contention: 2, contentionAtMs: 60_000 });
    for (const other of [walletOf(), walletOf({ limitRole: "merchant", lane: "draining" })]) {
      expect(noteRivals(movement, other, 40, 1_000)).toEqual(movement);
    }
    expect(noteRivals({ ...movement, balanceMax: 9n }, merchant, 40, 1_000)?.lane).toBeUndefined();
  });

  it("gets credits into a queue, sees them pending, and has them in order in the chain after a drain", async () => {
    await turn({ lane: "queued" });
    const before = await wallet();
    const ids: string[] = [];
    for (let n = 1; n <= 3; n++) ids.push(await pay(BigInt(n)));
    expect(await wallet()).toEqual(before);
    expect(await waiting()).toHaveLength(3);
    expect(await audit()).toBe("matching");
    expect(await readTransaction(shop, ids[0] ?? "")).toMatchObject({ status: "pending", type: "credit", amount: 1 });
    expect(await readTransaction(amina, ids[0] ?? "")).toMatchObject({ status: "completed", type: "debit" });
    const pending = await listTransactions(shop, { currency: "NGN" }, { limit: 20 });
    expect(pending.items.map(({ status, amount }) => [status, amount])).toEqual([
      ["pending", 3],
      ["pending", 2],
      ["pending", 1],
    ]);

    expect(await drainQueue(shop.userId, "NGN")).toBe(3);
    expect(await drainQueue(shop.userId, "NGN")).toBe(0);
    expect(await wallet()).toMatchObject({ available: 6n, sequence: 3, version: before.version + 1 });
    const { items } = await queryItems(entryItem, { userId: shop.userId }, { limit: 10 });
    expect(items.map(({ transactionId, amount, balanceAfter }) => [transactionId, amount, balanceAfter])).toEqual([
      [ids[0], 1n, 1n],
      [ids[1], 2n, 3n],
      [ids[2], 3n, 6n],
    ]);
    expect(await readTransaction(shop, ids[0] ?? "")).toMatchObject({ status: "completed" });
    expect(await audit()).toBe("matching");
  });

  it("keeps the mark of a reversal that comes between a drain's reading of the queue and of the wallet", async () => {
    await turn({ lane: "queued" });
    const [whole, other] = [await pay(), await pay(7n)];
    const credits = await waiting();
    const original = present(await getItem(journal, { transactionId: whole }), "it exists");
    const counted = update(walletItem, key(), { when: [], set: {}, add: { version: 1 } });
    const marks = [...(await reversedMarks(original)), counted];
    const [line] = (await queryItems(entryItem, { userId: amina.userId }, { limit: 10 })).items.filter(
      ({ transactionId }) => transactionId === whole,
    );
    // No line is made by a mark where there is none.
    await write(remove(entryItem, present(line, "the payer's")));
    expect(await transact(marks)).toMatchObject({ committed: false });
    await write(put(entryItem, present(line, "the payer's")));
    expect(await transact(marks)).toMatchObject({ committed: true });
    expect(await transact(foldWrites(await wallet(), credits, now()))).toMatchObject({ committed: false });
    expect(await drainQueue(shop.userId, "NGN")).toBe(2);
    expect(await transact(marks)).toMatchObject({ committed: false });
    expect(await waiting()).toEqual([]);
    const { items } = await queryItems(entryItem, { userId: shop.userId }, { limit: 10 });
    expect(items.map(({ transactionId, reversed }) => [transactionId, reversed])).toEqual([
      [whole, true],
      [other, undefined],
    ]);
  });

  it("is promoted by payers who keep meeting there, whose later credits queue, and a drain brings every one", async () => {
    const rival = await person(20_000n);
    const met = () => ({
      ...confirmed(),
      check: async () => {
        await pay(100n, rival);
        return confirmed().check();
      },
    });
    const order = { to: { userId: shop.userId }, amount: 100n, currency: "NGN" } as const;
    for (let n = 0; n < 12; n++) {
      expect((await wallet()).lane).toBeUndefined();
      await sendMoney(amina, { ...order, key: newId() }, { ...GUARDS, confirm: met });
    }
    expect(await wallet()).toMatchObject({ lane: "queued" });
    const id = await pay(7n);
    expect(await readTransaction(shop, id)).toMatchObject({ status: "pending" });
    expect(await audit()).toBe("matching");
    while ((await drainQueue(shop.userId, "NGN")) > 0);
    expect(await wallet()).toMatchObject({ available: 2_407n, sequence: 25 });
    expect(await readTransaction(shop, id)).toMatchObject({ status: "completed" });
    expect(await audit()).toBe("matching");
  }, 60_000);

  it("loses nothing and gets nothing twice while payers, drainers and the owner meet", async () => {
    const payers = await Promise.all(Array.from({ length: 4 }, () => person(20_000n)));
    await turn({ lane: "queued" });
    const paid = payers.flatMap((payer) => Array.from({ length: 6 }, () => pay(100n, payer)));
    const drains = Array.from({ length: 3 }, () => drainQueue(shop.userId, "NGN"));
    const spending = Array.from({ length: 3 }, () =>
      sendMoney(shop, { to: { userId: amina.userId }, amount: 100n, currency: "NGN", key: newId() }, GUARDS).catch(
        (error: unknown) => (error instanceof AppError ? error.code : Promise.reject(error as Error)),
      ),
    );
    const [, , spent] = await Promise.all([Promise.all(paid), Promise.all(drains), Promise.all(spending)]);
    const gone = spent.filter((one) => typeof one !== "string").length;
    expect(spent.filter((one) => typeof one === "string" && one !== "insufficient_funds")).toEqual([]);
    while ((await drainQueue(shop.userId, "NGN")) > 0);
    expect(await waiting()).toEqual([]);
    expect(await wallet()).toMatchObject({ available: BigInt(2_400 - gone * 100), sequence: 24 + gone });
    expect(await audit()).toBe("matching");
  }, 60_000);

  it("writes four items for a transfer, and folds forty-five credits in one transaction", async () => {
    await turn({ lane: "queued" });
    const [journals, entries] = [await count(journal.name), await count(entryItem.name)];
    const id = await pay();
    expect([await count(journal.name), await count(entryItem.name)]).toEqual([journals + 1, entries + 1]);
    const [credit] = await waiting();
    const more = Array.from({ length: 59 }, () =>
      put(queuedItem, { ...present(credit, "it waits"), transactionId: newId() }),
    );
    for (const each of more) await write(each);
    const { version } = await wallet();
    expect(await drainQueue(shop.userId, "NGN")).toBe(60);
    expect(await wallet()).toMatchObject({ sequence: 60, version: version + Math.ceil(60 / FOLDED_TOGETHER) });
    const stored = present(await getItem(journal, { transactionId: id }), "it exists");
    const image = put(journal, stored).wire.Item ?? {};
    expect(eventsOf({ after: image }).map(({ name }) => name)).toEqual([
      "wallet.transaction_changed",
      "wallet.credit_queued",
    ]);
    expect(eventsOf({ before: image, after: image })).toEqual([]);
  });

  it("is drained by the sweep, and gets its credits directly again when it is calm", async () => {
    await turn({ lane: "queued", contentionAtMs: now() });
    await pay();
    await sweepQueues();
    expect(await wallet()).toMatchObject({ available: 100n, lane: "queued" });
    const close = () => setWalletStatus(amina, { userId: shop.userId, to: "closed", reason: "Test" });
    await expect(close()).rejects.toMatchObject({ code: "wallet_not_empty" });
    for (const [hours, lane] of [
      [1, "draining"],
      [2, undefined],
    ] as const) {
      vi.useFakeTimers({ toFake: ["Date"], now: now() + hours * HOUR });
      await sweepQueues();
      vi.useRealTimers();
      expect((await wallet()).lane).toBe(lane);
    }
    await pay();
    expect(await wallet()).toMatchObject({ available: 200n });
    expect(await audit()).toBe("matching");
  });
});
