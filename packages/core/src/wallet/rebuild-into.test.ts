import { absent, decode, getItem, put, type RawItem, remove, seqKey, update, write } from "@cowry/table";
import { rawScan } from "@cowry/table/audit";
import { clientOf } from "@cowry/table/client";
import { connectedTable, keyIn, scanPage, writeInto } from "@cowry/table/copies";
import { type Engine, makeTable } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AppError, type Customer, newId, now, present, setBell } from "../kernel/index.ts";
import { linkHash } from "./chain.ts";
import { DEBITABLE } from "./model.ts";
import { postOnWallet } from "./post.ts";
import { lanePlace, SEQUENCE_DIGITS } from "./posting.ts";
import { drainQueue } from "./queue-drain.ts";
import { rebuildInto } from "./rebuild-into.ts";
import { rebuildItem } from "./rebuild-store.ts";
import { type Entry, entryItem, externalRow, journal, queuedItem, walletItem } from "./store.ts";
import { sendMoney } from "./transfer.ts";
import { GUARDS, person, useEmptyTable, useEngine } from "./wallet.testkit.ts";

/** The rebuild into another table, against AWS's own engine. */
let engine: Engine;
let [amina, joseph, shop]: Customer[] = [];
const rung: string[] = [];
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  rung.length = 0;
  setBell(({ alert }) => rung.push(alert));
  await someBooks();
});

const NGN = "NGN";
const walletKey = (of: Customer | undefined) => ({ userId: of?.userId ?? "", currency: NGN });
const send = async (from: Customer | undefined, to: Customer | undefined, amount: bigint) => {
  const order = { to: { userId: to?.userId ?? "" }, amount, currency: NGN, key: newId(), note: "for rice" } as const;
  return (await sendMoney(present(from, "somebody"), order, GUARDS)).transaction.id;
};

/** Transfers, a payout in flight, and a shop's queue of which some has been folded in and some has not. */
async function someBooks(): Promise<void> {
  [amina, joseph, shop] = [await person(9_000n), await person(500n), await person()];
  for (let n = 1n; n <= 3n; n++) await send(amina, joseph, n);
  await payoutInFlight(present(joseph, "Joseph"), 200n);
  const index = lanePlace(walletKey(shop));
  await write(
    update(walletItem, walletKey(shop), {
      when: [],
      set: { limitRole: "merchant", lane: "queued" },
      add: { version: 1 },
      index,
    }),
  );
  for (let n = 1n; n <= 3n; n++) await send(amina, shop, n * 10n);
  await drainQueue(walletKey(shop).userId, NGN);
  await send(amina, shop, 77n);
  await send(shop, joseph, 5n);
}

async function payoutInFlight({ userId }: Customer, amount: bigint): Promise<void> {
  const [transactionId, createdAtMs] = [newId(), now()];
  const facts = { transactionId, kind: "payout", currency: NGN, amount, fee: 10n, owner: userId, createdAtMs } as const;
  await postOnWallet({
    ...{ transactionId, userId, currency: NGN },
    decide: () => ({ available: -amount - 10n, reserved: amount + 10n, whileStatus: DEBITABLE }),
    journal: () => put(journal, { ...facts, status: "processing" }, { rule: "journal", when: [absent()] }),
    also: [
      externalRow({ transactionId, kind: "payout", currency: NGN, userId, createdAtMs, origin: { requestId: "r" } }),
    ],
  });
}

async function freshTable(): Promise<string> {
  const target = `rebuilt-${newId()}`;
  await makeTable(engine.url, target);
  return target;
}

/** Everything in a table but the rebuild's own record, by key. */
async function contents(table: string): Promise<Readonly<Record<string, RawItem>>> {
  const { items } = await scanPage("all", { after: undefined, limit: 1_000, table });
  const others = items.filter((item) => item["t"]?.S !== rebuildItem.name);
  return Object.fromEntries(others.map((item) => [JSON.stringify(keyIn(item)), item]));
}

async function recordOf(table: string) {
  const { items } = await scanPage([rebuildItem.name], { after: undefined, limit: 1_000, table });
  return decode(rebuildItem, present(items[0], "there is a record"));
}

async function entryOf(of: Customer | undefined, seq: number) {
  for await (const raw of rawScan()) {
    if (raw["t"]?.S !== entryItem.name) continue;
    const entry = decode(entryItem, raw);
    if (entry.userId === of?.userId && Number(entry.seq) === seq) return entry;
  }
  throw new Error("there is no such entry");
}

const whole = { wallets: 3, entries: 17, journals: 11, moved: 0 };

describe("a rebuild into another table", () => {
  it("makes the same table, in one go and in as many as there are pages", async () => {
    const [once, often] = [await freshTable(), await freshTable()];
    const done = { outcome: "done", result: "matching", differences: 0, ...whole };
    expect(await rebuildInto({ target: once }, 60_000)).toEqual(done);
    expect(await contents(once)).toEqual(await contents(connectedTable()));
    let calls = 0;
    while ((await rebuildInto({ target: often }, 0)).outcome === "more") calls += 1;
    expect(calls).toBeGreaterThan(3);
    expect(await rebuildInto({ target: often }, 0)).toEqual(done);
    expect(await contents(often)).toEqual(await contents(once));
    expect(rung).toEqual([]);
  });

  it("goes on from where it was when its runner dies at any of its writes, and no second one runs beside it", async () => {
    const target = await freshTable();
    let dies = 0;
    for (let nth = 1; nth < 60; nth++) {
      const outcome = await dyingAt(nth, () => rebuildInto({ target }, 60_000)).catch(() => "died" as const);
      if (outcome !== "died") break;
      dies += 1;
      // Its lease is still there where it could not even put the run down.
      await release(target);
    }
    expect(dies).toBeGreaterThan(5);
    expect(await rebuildInto({ target }, 60_000)).toMatchObject({ outcome: "done", result: "matching", ...whole });
    expect(await contents(target)).toEqual(await contents(connectedTable()));

    const second = await freshTable();
    const both = await Promise.allSettled([
      rebuildInto({ target: second }, 60_000),
      rebuildInto({ target: second }, 60_000),
    ]);
    const codes = both.flatMap((one) => (one.status === "rejected" ? [(one.reason as AppError).code] : []));
    expect(codes).toEqual(["unavailable"]);
  });

  it("gives each queued credit its place when its runner dies anywhere among several batches of them", async () => {
    for (let n = 0; n < 30; n++) await send(amina, shop, 2n);
    await drainQueue(walletKey(shop).userId, NGN);
    const target = await freshTable();
    let state = await rebuildInto({ target }, 0);
    while ((await recordOf(target)).progress.phase !== "wallets") state = await rebuildInto({ target }, 0);
    expect(state.outcome).toBe("more");
    for (let nth = 2; ; nth++) {
      const outcome = await dyingAt(nth, () => rebuildInto({ target }, 60_000)).catch(() => "died" as const);
      if (outcome !== "died") break;
      await release(target);
    }
    expect(await rebuildInto({ target }, 60_000)).toMatchObject({ outcome: "done", result: "matching" });
    expect(await contents(target)).toEqual(await contents(connectedTable()));
  });

  it("gives a queued credit one place, and none that another journal has", async () => {
    const [folded, last] = [await entryOf(shop, 1), await entryOf(shop, 4)];
    const { userId } = walletKey(shop);
    await appendLine(last, { transactionId: folded.transactionId, kind: folded.kind, amount: folded.amount });
    const twice = await freshTable();
    expect(await rebuildInto({ target: twice }, 60_000)).toMatchObject({ result: "differing", differences: 4 });
    expect((await recordOf(twice)).differences).toEqual([
      `entry ${userId} NGN 5: no journal makes it`,
      `wallet ${userId} NGN: available 65, rebuilt 55`,
      `wallet ${userId} NGN: sequence 5, rebuilt 4`,
      expect.stringContaining("lastHash"),
    ]);
    // The money of a credit that waits, in the place of what was spent.
    const [waiting] = (await scanPage([queuedItem.name], { after: undefined, limit: 1_000 })).items;
    const { at, transactionId, kind, amount } = decode(queuedItem, present(waiting, "one waits"));
    await write(remove(queuedItem, { userId, currency: NGN, at, transactionId }));
    await write(remove(entryItem, { userId, currency: NGN, at: last.at, seq: seqKey(5, SEQUENCE_DIGITS) }));
    await appendLine(await entryOf(shop, 3), { transactionId, kind, amount }, last);
    const instead = await freshTable();
    expect(await rebuildInto({ target: instead }, 60_000)).toMatchObject({ result: "differing", differences: 4 });
    expect((await recordOf(instead)).differences).toEqual([
      `entry ${userId} NGN 4: differs`,
      `wallet ${userId} NGN: available 137, rebuilt 55`,
      expect.stringContaining("lastHash"),
      `queued credit ${userId} NGN ${transactionId}: is neither in the queue nor in the chain`,
    ]);
  });

  it("finds what differs, says where, and makes it as the journals have it", async () => {
    const before = await contents(connectedTable());
    const { at, seq, ...line } = await entryOf(amina, 2);
    const lost = await entryOf(joseph, 3);
    const key = { userId: line.userId, currency: NGN, at, seq };
    await write(update(entryItem, key, { when: [], set: { amount: -999n } }));
    await write(remove(entryItem, { userId: lost.userId, currency: NGN, at: lost.at, seq: lost.seq }));
    await write(update(walletItem, walletKey(shop), { when: [], set: { available: 1_000_000n } }));
    const stray = { ...lost, seq: "000000000099" };
    await write(put(entryItem, stray));
    const target = await freshTable();
    expect(await rebuildInto({ target }, 60_000)).toEqual({
      outcome: "done",
      result: "differing",
      differences: 4,
      ...whole,
    });
    const { differences, status } = await recordOf(target);
    expect(status).toBe("differing");
    expect([...differences].sort()).toEqual(
      [
        `entry ${amina?.userId ?? ""} NGN 2: differs`,
        `entry ${joseph?.userId ?? ""} NGN 3: is not in the table`,
        `entry ${joseph?.userId ?? ""} NGN 99: no journal makes it`,
        `wallet ${shop?.userId ?? ""} NGN: available 1000000, rebuilt 55`,
      ].sort(),
    );
    expect(rung).toEqual(["rebuild_differs"]);
    const made = await contents(target);
    expect(Object.keys(made).sort()).toEqual(Object.keys(before).sort());
    const restored = decode(entryItem, present(made[JSON.stringify(placeOf(lost))], "made again"));
    expect(restored).toMatchObject({ hash: lost.hash, note: "for rice", counterparty: lost.counterparty });
  });

  it("tells a wallet that is gone, and calls nothing that moves meanwhile a difference", async () => {
    const target = await freshTable();
    expect(await rebuildInto({ target }, 0)).toMatchObject({ outcome: "more" });
    await send(amina, joseph, 4n);
    let state = await rebuildInto({ target }, 0);
    while (state.outcome === "more") state = await rebuildInto({ target }, 0);
    expect(state).toMatchObject({ result: "incomplete", differences: 0, moved: 2 });
    expect(rung).toEqual(["rebuild_incomplete"]);

    const gone = present(await getItem(walletItem, walletKey(joseph)), "Joseph's");
    await write(remove(walletItem, walletKey(joseph)));
    const second = await freshTable();
    expect(await rebuildInto({ target: second }, 60_000)).toMatchObject({ result: "differing", differences: 1 });
    expect((await recordOf(second)).differences).toEqual([`wallet ${gone.userId} NGN: is not in the table`]);
  });

  it("writes into no table that holds anything else, nor into the books", async () => {
    const target = await freshTable();
    const [any] = Object.values(await contents(connectedTable()));
    await writeInto(target, { puts: [present(any, "something")] });
    const codeOf = (error: unknown) => (error instanceof AppError ? error.code : String(error));
    expect(await rebuildInto({ target }, 0).catch(codeOf)).toBe("rebuild_target_used");
    expect(await rebuildInto({ target: connectedTable() }, 0).catch(codeOf)).toBe("internal_error");
    const paused = await freshTable();
    await rebuildInto({ target: paused }, 0);
    expect(await rebuildInto({ target: paused, source: target }, 0).catch(codeOf)).toBe("rebuild_target_used");
  });
});

const placeOf = ({ userId, at, seq }: { userId: string; at: string; seq: string }) => ({
  pk: `W#${userId}`,
  sk: `E#NGN#${at}#${seq}`,
});

/** Whoever can write into the table puts a line behind another, well chained, and lets the wallet say so. */
async function appendLine(
  before: Entry,
  line: Pick<Entry, "transactionId" | "kind" | "amount">,
  { at }: Pick<Entry, "at"> = before,
): Promise<void> {
  const { userId, currency } = before;
  const [seq, balanceAfter] = [Number(before.seq) + 1, before.balanceAfter + line.amount];
  const made = { userId, currency, ...line, balanceAfter };
  const hash = linkHash(before.hash, { ...made, seq, atMs: Number(at) });
  await write(put(entryItem, { ...made, at, seq: seqKey(seq, SEQUENCE_DIGITS), hash }));
  const set = { available: balanceAfter, sequence: seq, lastHash: hash };
  await write(update(walletItem, { userId, currency }, { when: [], set }));
}

/** Runs it with a process that ends at its nth write: from there on nothing goes out. */
async function dyingAt<T>(nth: number, run: () => Promise<T>): Promise<T> {
  let writes = 0;
  const stack = clientOf().middlewareStack;
  stack.add(
    (next, { commandName = "" }) =>
      (args) => {
        if (/^(Put|BatchWrite)/.test(commandName)) writes += 1;
        return writes >= nth ? Promise.reject(new Error("the process has ended")) : next(args);
      },
    { step: "initialize", name: "dying", override: true },
  );
  return run().finally(() => stack.remove("dying"));
}

/** As time does it. */
async function release(table: string): Promise<void> {
  const { items } = await scanPage([rebuildItem.name], { after: undefined, limit: 1_000, table });
  await writeInto(table, { puts: items.map((item) => ({ ...item, le: { N: "0" } })) });
}
