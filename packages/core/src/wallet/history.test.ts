import { put, seqKey, timeKey, type Write, write } from "@cowry/table";
import { clientOf } from "@cowry/table/client";
import type { Engine } from "@cowry/table/engine.testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Customer, newId } from "../kernel/index.ts";
import { type HistoryFilter, listTransactions } from "./history.ts";
import { SEQUENCE_DIGITS } from "./posting.ts";
import { entryItem, externalItem, journal } from "./store.ts";
import { customerOf, useEmptyTable, useEngine } from "./wallet.testkit.ts";

/** Histories whose rows stand where the test puts them. */
let engine: Engine;
let amina: Customer;
beforeAll(async () => {
  engine = await useEngine();
});
afterAll(() => engine.stop());
beforeEach(async () => {
  await useEmptyTable(engine);
  amina = customerOf(newId());
});

const NOW = 1_700_000_000_000;

function entry(atMs: number, seq: number): Write {
  const place = { userId: amina.userId, currency: "NGN", at: timeKey(atMs), seq: seqKey(seq, SEQUENCE_DIGITS) };
  const facts = {
    transactionId: newId(),
    kind: "transfer",
    amount: -BigInt(seq),
    balanceAfter: 1n,
    hash: "h",
  } as const;
  return put(entryItem, { ...place, ...facts });
}

function row(createdAtMs: number, transactionId: string): Write {
  return put(externalItem, {
    userId: amina.userId,
    currency: "NGN",
    kind: "topup",
    transactionId,
    at: timeKey(createdAtMs),
    origin: { requestId: newId() },
  });
}

function pendingTopup(
  createdAtMs: number,
  transactionId: string,
  amount: bigint,
  status: "pending" | "failed" = "pending",
): Write {
  return put(journal, {
    transactionId,
    kind: "topup",
    status,
    currency: "NGN",
    amount,
    fee: 0n,
    owner: amina.userId,
    createdAtMs,
  });
}

function topup(createdAtMs: number, amount: number): Write[] {
  const transactionId = newId();
  return [row(createdAtMs, transactionId), pendingTopup(createdAtMs, transactionId, BigInt(amount))];
}

async function store(writes: readonly Write[]): Promise<void> {
  for (const each of writes) await write(each);
}

async function pages(limit: number, filter: Partial<HistoryFilter> = {}): Promise<number[][]> {
  const found: number[][] = [];
  let cursor: string | undefined;
  do {
    const page = await listTransactions(amina, { currency: "NGN", ...filter }, { limit, cursor });
    found.push(page.items.map(({ amount }) => Number(amount)));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && found.length < 50);
  return found;
}

describe("rows of one millisecond", () => {
  it("are each shown once, wherever a page ends", async () => {
    await store([
      ...[1, 2, 3].map((seq) => entry(NOW, seq)),
      ...[101, 102, 103].flatMap((amount) => topup(NOW, amount)),
      ...[4, 5].map((seq) => entry(NOW + 1, seq)),
      ...[104, 105].flatMap((amount) => topup(NOW + 1, amount)),
      entry(NOW + 2, 6),
      ...topup(NOW + 3, 106),
    ]);
    const all = (await pages(100)).flat();
    expect([...all].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 101, 102, 103, 104, 105, 106]);
    for (let limit = 1; limit <= 12; limit++) {
      const cut = await pages(limit);
      expect(cut.flat(), `pages of ${limit}`).toEqual(all);
      expect(cut.slice(0, -1).every((page) => page.length === limit)).toBe(true);
      expect((await pages(limit, { type: "debit" })).flat()).toEqual([6, 5, 4, 3, 2, 1]);
    }
  });
});

describe("a top-up that is seen half-way", () => {
  it("ends the page before it, and is in the next one when it is whole by then", async () => {
    const halfWay = newId();
    await store([entry(NOW, 1), row(NOW + 1, halfWay), entry(NOW + 2, 2), entry(NOW + 3, 3)]);
    const first = await listTransactions(amina, { currency: "NGN" }, { limit: 4 });
    expect(first.items.map(({ amount }) => amount)).toEqual([3, 2]);
    await store([pendingTopup(NOW + 1, halfWay, 101n)]);
    const next = { limit: 4, cursor: first.nextCursor ?? undefined };
    const { items, nextCursor } = await listTransactions(amina, { currency: "NGN" }, next);
    expect(items.map(({ amount }) => amount)).toEqual([101, 1]);
    expect(nextCursor).toBeNull();
  });

  it("is left out where it would open a page, so that the list always ends", async () => {
    await store([entry(NOW, 1), row(NOW, newId()), row(NOW + 1, newId()), entry(NOW + 2, 2), row(NOW + 3, newId())]);
    expect(await pages(1)).toEqual([[2], [1]]);
    expect(await pages(4)).toEqual([[2], [1]]);
    expect((await pages(4, { status: "pending" })).flat()).toEqual([]);
  });
});

describe("a top-up that failed", () => {
  it("stands where it was ordered, whenever that came out, between what came before and after", async () => {
    const failed = newId();
    await store([entry(NOW, 1), row(NOW + 1, failed), entry(NOW + 2, 2), ...topup(NOW + 3, 101), entry(NOW + 4, 3)]);
    await store([pendingTopup(NOW + 1, failed, 102n, "failed")]);
    for (const limit of [1, 2, 3, 100]) expect((await pages(limit)).flat()).toEqual([3, 101, 2, 102, 1]);
    expect((await pages(1, { status: "failed" })).flat()).toEqual([102]);
    expect((await pages(1, { fromMs: NOW + 1, toMs: NOW + 3 })).flat()).toEqual([2, 102]);
  });
});

describe("on the wire", () => {
  it("asks each list once for the first page, both at once, and one query for each page behind the shorter one", async () => {
    const entries = Array.from({ length: 100 }, (_, at) => entry(NOW + at, at + 1));
    await Promise.all([...entries, ...topup(NOW + 95, 101)].map((each) => write(each)));
    const requests: string[] = [];
    clientOf().middlewareStack.add(
      (next, { commandName = "" }) =>
        (args) => {
          requests.push(commandName.replace("Command", ""));
          return next(args);
        },
      { step: "initialize", name: "recording", override: true },
    );
    const seen: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await listTransactions(amina, { currency: "NGN" }, { limit: 20, cursor });
      expect(page.items.length).toBeGreaterThan(0);
      cursor = page.nextCursor ?? undefined;
      seen.push(requests.splice(0));
    } while (cursor !== undefined);
    clientOf().middlewareStack.remove("recording");
    expect(seen).toEqual([["Query", "Query", "BatchGetItem"], ["Query"], ["Query"], ["Query"], ["Query"], ["Query"]]);
  });
});
