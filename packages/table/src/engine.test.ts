import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawQuery, rawScan } from "./audit.ts";
import { itemSize, requestUnits } from "./capacity.ts";
import { useFakeClock } from "./clock.testkit.ts";
import { setRetryClock } from "./clock.ts";
import { makeTable, startEngine, useEndpoint } from "./engine.testkit.ts";
import type { Engine } from "./engine.testkit.ts";
import { cancelled, error, startFaultyEndpoint } from "./faults.testkit.ts";
import type { FaultyEndpoint } from "./faults.testkit.ts";
import {
  above,
  absent,
  among,
  anyOf,
  atLeast,
  batchGet,
  check,
  connectTable,
  differs,
  encode,
  entity,
  equals,
  failedItem,
  getItem,
  has,
  int,
  json,
  keyOf,
  list,
  missing,
  money,
  oneOf,
  optional,
  present,
  put,
  queryIndex,
  queryItems,
  remove,
  seqKey,
  sortKey,
  TableBug,
  text,
  time,
  transact,
  update,
  write,
} from "./index.ts";
import type { ItemOf, RawItem, Write } from "./index.ts";

/** A small ledger, against AWS's own engine, with a scripted misfortune in front of it. */
const wallet = entity("wallet", {
  version: 1,
  pk: "W#{user}",
  sk: "#{currency}",
  attributes: {
    available: money("av"),
    version: int("v"),
    status: oneOf("st", ["active", "frozen"]),
    note: optional(text("n")),
  },
});
const entry = entity("entry", {
  version: 1,
  pk: "W#{user}",
  sk: "E#{currency}#{seq}",
  attributes: { amount: money("am"), after: money("ba") },
});
const journal = entity("journal", {
  version: 1,
  pk: "T#{id}",
  sk: "#",
  index: { pk: "T#{status}#{shard}", sk: "{at}" },
  expires: "goneAtMs",
  attributes: {
    status: oneOf("st", ["open", "done"]),
    legs: list("lg", { account: text("a"), amount: money("m") }),
    extra: optional(json<Record<string, unknown>>("x")),
    goneAtMs: optional(time("go")),
  },
});
type Wallet = ItemOf<typeof wallet>;

let engine: Engine;
let endpoint: FaultyEndpoint;
let tables = 0;

beforeAll(async () => {
  engine = await startEngine();
  endpoint = await startFaultyEndpoint(engine.url);
  useEndpoint(endpoint.url);
});
afterAll(async () => {
  connectTable({ tableName: "none" });
  await endpoint.stop();
  await engine.stop();
});

async function freshTable(): Promise<void> {
  const tableName = `wallet-${++tables}`;
  await makeTable(engine.url, tableName);
  connectTable({ tableName });
  endpoint.play();
}

const purse = (user: string, available: bigint): Wallet => ({
  user,
  currency: "NGN",
  available,
  version: 1,
  status: "active",
});
const at = (user: string) => ({ user, currency: "NGN" });
const money3 = {
  id: "t1",
  status: "done",
  legs: [
    { account: "wallet:a", amount: -3n },
    { account: "wallet:b", amount: 3n },
  ],
} as const;

/** A transfer as the ledger makes it: journal, two wallets under their versions, two entries. */
function transfer(id: string, from: Wallet, to: Wallet, amount: bigint): Write[] {
  const move = (one: Wallet, by: bigint, rule: string) =>
    update(wallet, at(one.user), {
      rule,
      when: [equals("version", one.version), equals("status", "active"), atLeast("available", by < 0n ? -by : 0n)],
      set: { available: one.available + by, version: one.version + 1 },
    });
  const line = (one: Wallet, by: bigint) =>
    put(
      entry,
      { ...at(one.user), seq: seqKey(one.version, 12), amount: by, after: one.available + by },
      { when: [absent()] },
    );
  return [
    put(journal, { ...money3, id }, { rule: "journal", when: [absent()] }),
    move(from, -amount, "from"),
    move(to, amount, "to"),
    line(from, -amount),
    line(to, amount),
  ];
}

describe("one item", () => {
  beforeAll(freshTable);

  it("is put, read, changed and removed, and every condition decides as it says", async () => {
    const key = at("amina");
    expect(await getItem(wallet, key)).toBeUndefined();
    expect(await write(put(wallet, purse("amina", 500n), { when: [absent()] }))).toEqual({
      done: true,
      item: undefined,
    });
    expect(await write(put(wallet, purse("amina", 9n), { when: [absent()] }))).toEqual({
      done: false,
      item: purse("amina", 500n),
    });
    expect(await getItem(wallet, key, { consistent: false })).toEqual(purse("amina", 500n));

    const conditions = {
      true: [
        equals("available", 500n),
        atLeast("available", 500n),
        differs("status", "frozen"),
        missing("note"),
        present(),
        among("status", ["frozen", "active"]),
        anyOf([has("note"), equals("version", 1)]),
        differs("note", "x"),
      ],
      false: [equals("available", 501n), above("available", 500n), has("note"), absent(), equals("note", "x")],
    } as const;
    for (const when of conditions.true) expect((await write(update(wallet, key, { when: [when] }))).done).toBe(true);
    for (const when of conditions.false) {
      expect(await write(update(wallet, key, { when: [when] }))).toEqual({ done: false, item: purse("amina", 500n) });
    }

    const changed = await write(
      update(wallet, key, { when: [present()], set: { note: "hello" }, add: { available: -200n, version: 1 } }),
      { returns: "new" },
    );
    expect(changed).toEqual({ done: true, item: { ...purse("amina", 300n), version: 2, note: "hello" } });
    const before = await write(update(wallet, key, { when: [has("note")], remove: ["note"] }), { returns: "old" });
    expect(before.item?.note).toBe("hello");
    expect(await write(remove(wallet, key, { when: [equals("version", 2)] }), { returns: "old" })).toMatchObject({
      done: true,
      item: { version: 2 },
    });
    expect(await write(remove(wallet, key, { when: [present()] }))).toEqual({ done: false, item: undefined });
  });

  it("is made by an update without conditions, with its type and version", async () => {
    const made = await write(
      update(wallet, at("new"), { when: [], set: { status: "active", version: 1 }, add: { available: 7n } }),
      { returns: "new" },
    );
    expect(made.item).toEqual(purse("new", 7n));
    expect(await getItem(wallet, at("new"))).toEqual(purse("new", 7n));
  });

  it("keeps 38 digits, big integers inside json, and its time of collection", async () => {
    const big = 10n ** 38n - 1n;
    await write(put(wallet, purse("rich", big)));
    expect((await getItem(wallet, at("rich")))?.available).toBe(big);
    const one = { ...money3, id: "json", extra: { fee: 10n, rate: 0.5, tags: ["a", null, true] }, goneAtMs: 5_001 };
    await write(put(journal, one));
    expect(await getItem(journal, { id: "json" })).toEqual(one);
    const [raw] = await all(rawQuery("T#json"));
    expect(raw?.["ttl"]).toEqual({ N: "6" });
  });

  it("is refused loudly when the engine refuses the request, without its values", async () => {
    const huge = put(journal, { ...money3, id: "huge", extra: { secret: "s3cret".repeat(80_000) } });
    const bug = await write(huge).catch((caught: unknown) => caught);
    expect(bug).toBeInstanceOf(TableBug);
    expect(JSON.stringify({ ...(bug as object), text: String(bug) })).not.toContain("s3cret");
  });
});

describe("a transaction", () => {
  beforeAll(freshTable);

  it("moves money all or nothing, and names the rule that stood in the way with the item as it is", async () => {
    const [a, b] = [purse("a", 100n), purse("b", 0n)];
    expect(await transact([put(wallet, a), put(wallet, b)])).toEqual({ committed: true });
    expect(await transact(transfer("t1", a, b, 30n))).toEqual({ committed: true });

    const stale = await transact(transfer("t2", a, b, 30n));
    expect(stale).toMatchObject({ committed: false });
    expect(failedItem(stale, journal, "journal")).toBeUndefined();
    expect(failedItem(stale, wallet, "from")).toEqual({ ...a, available: 70n, version: 2 });
    expect(await getItem(journal, { id: "t2" })).toBeUndefined();
    expect((await queryItems(entry, { user: "a" }, { limit: 10 })).items).toHaveLength(1);
  });

  it("sent twice is committed once: the second time its journal is there", async () => {
    const [a, b] = [purse("c", 100n), purse("d", 0n)];
    await transact([put(wallet, a), put(wallet, b)]);
    const writes = transfer("t3", a, b, 30n);
    expect(await transact(writes)).toEqual({ committed: true });
    expect(failedItem(await transact(writes), journal, "journal")).toEqual({ ...money3, id: "t3" });
    expect((await getItem(wallet, at("c")))?.available).toBe(70n);
  });

  it("checks what it does not write, and removes", async () => {
    await transact([put(wallet, purse("e", 1n)), put(wallet, purse("f", 1n))]);
    const frozen = check(wallet, at("e"), { rule: "active", when: [equals("status", "frozen")] });
    const refused = await transact([frozen, remove(wallet, at("f"))]);
    expect(failedItem(refused, wallet, "active")?.user).toBe("e");
    const active = check(wallet, at("e"), { rule: "active", when: [equals("status", "active")] });
    expect(await transact([active, remove(wallet, at("f"))])).toEqual({ committed: true });
    expect(await getItem(wallet, at("f"))).toBeUndefined();
  });

  it.each([
    ["in the first answer", ["reset after commit"]],
    ["in every answer of the SDK's repeats", ["reset after commit", "reset", "reset"]],
    [
      "and then meets conflicts",
      ["reset after commit", "reset", "reset", cancelled("TransactionConflict"), error("ThrottlingException")],
    ],
  ] as const)("moves money once when its answer is lost %s", async (name, fates) => {
    const clock = useFakeClock();
    const [a, b] = [purse(`x${name.length}`, 100n), purse(`y${name.length}`, 0n)];
    await transact([put(wallet, a), put(wallet, b)]);
    const id = `lost-${name.length}`;
    endpoint.play(...fates);
    const outcome = await transact(transfer(id, a, b, 30n));
    endpoint.play();
    // Either it hears that it was committed, or it finds its own journal: both say "done".
    expect(outcome.committed || failedItem(outcome, journal, "journal")?.id === id).toBe(true);
    expect((await getItem(wallet, at(a.user)))?.available).toBe(70n);
    expect((await queryItems(entry, { user: b.user }, { limit: 10 })).items).toHaveLength(1);
    expect(clock.slept.length).toBeGreaterThan(0);
    setRetryClock();
  });

  it("of 8 rivals for one wallet each wins once, when the losers look at the image they got", async () => {
    await transact([put(wallet, purse("hot", 8n)), put(wallet, purse("sink", 0n))]);
    const spend = async (id: string): Promise<number> => {
      let image: Wallet = purse("hot", 8n);
      for (let tries = 1; ; tries++) {
        const outcome = await transact([
          put(journal, { ...money3, id }, { rule: "journal", when: [absent()] }),
          update(wallet, at("hot"), {
            rule: "hot",
            when: [equals("version", image.version), atLeast("available", 1n)],
            set: { available: image.available - 1n, version: image.version + 1 },
          }),
        ]);
        if (outcome.committed) return tries;
        image = failedItem(outcome, wallet, "hot") ?? image;
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, number) => spend(`hot-${number}`)));
    expect(await getItem(wallet, at("hot"))).toMatchObject({ available: 0n, version: 9 });
  });

  it("of a whole transfer costs 10 units, the engine's own count being beside the point", async () => {
    const [a, b] = [purse("u", 100n), purse("v", 0n)];
    await transact([put(wallet, a), put(wallet, b)]);
    endpoint.play();
    await transact(transfer("units", a, b, 30n));
    await batchGet([keyOf(wallet, at("u")), keyOf(wallet, at("v"))]);
    const [commit, read] = endpoint.seen;
    expect(commit && requestUnits(commit)).toMatchObject({ write: 10, read: 0 });
    expect(read && requestUnits(read)).toMatchObject({ write: 0, read: 2 });
  });
});

describe("lists", () => {
  const seqs = Array.from({ length: 25 }, (_, number) => seqKey(number + 1, 12));
  beforeAll(async () => {
    await freshTable();
    await write(put(wallet, purse("a", 25n)));
    for (const currency of ["NGN", "USD"]) {
      const lines = seqs.map((seq) => put(entry, { user: "a", currency, seq, amount: 1n, after: BigInt(seq) }));
      await transact(lines);
    }
    const open = (id: string, shard: string) =>
      put(journal, { ...money3, id, status: "open" }, { index: { status: "open", shard, at: "0000000000001" } });
    await transact([
      ...["p", "q", "r"].map((id) => open(id, "1")),
      open("s", "2"),
      put(journal, { ...money3, id: "done" }),
    ]);
  });
  const read = async (range: Partial<Parameters<typeof queryItems>[2]>) => {
    const { items, last } = await queryItems(entry, { user: "a" }, { limit: 100, ...range });
    return { seqs: items.map(({ currency, seq }) => `${currency}${Number(seq)}`), last };
  };
  const numbers = (currency: string, from: number, to: number) => {
    const count = Math.abs(to - from) + 1;
    return Array.from({ length: count }, (_, index) => `${currency}${from < to ? from + index : from - index}`);
  };

  it("hold one kind of item, though the partition holds others", async () => {
    expect((await read({})).seqs).toEqual([...numbers("NGN", 1, 25), ...numbers("USD", 1, 25)]);
    expect((await queryItems(wallet, { user: "a" }, { limit: 10 })).items).toEqual([purse("a", 25n)]);
    expect((await queryItems(journal, { id: "p" }, { limit: 10 })).items).toHaveLength(1);
  });

  it("come in full pages, forwards and backwards, and the last page says so", async () => {
    const prefix = sortKey(entry, { currency: "NGN" });
    for (const descending of [false, true]) {
      for (const limit of [1, 5, 7, 24, 25, 26]) {
        const pages: string[][] = [];
        let after: string | undefined;
        do {
          const page = await read({ prefix, limit, descending, after });
          pages.push(page.seqs);
          after = page.last;
        } while (after !== undefined);
        expect(pages.flat()).toEqual(descending ? numbers("NGN", 25, 1) : numbers("NGN", 1, 25));
        expect(pages).toHaveLength(Math.ceil(25 / limit));
      }
    }
  });

  it("keep to their bounds, both included", async () => {
    const key = (seq: number) => sortKey(entry, { currency: "NGN", seq: seqKey(seq, 12) });
    expect((await read({ from: key(3), to: key(5) })).seqs).toEqual(numbers("NGN", 3, 5));
    expect((await read({ from: key(24), to: sortKey(entry, { currency: "NGN" }) })).seqs).toEqual(
      numbers("NGN", 24, 25),
    );
    expect((await read({ to: key(2), descending: true })).seqs).toEqual(numbers("NGN", 2, 1));
    expect((await read({ from: key(25) })).seqs).toEqual(["NGN25", ...numbers("USD", 1, 25)]);
    expect((await read({ from: key(5), to: key(3) })).seqs).toEqual([]);
    await expect(read({ from: "#NGN" })).rejects.toThrow("stays under E#");
    await expect(read({ prefix: "E#", to: key(1) })).rejects.toThrow("not both");
    await expect(read({ limit: 0 })).rejects.toThrow(TableBug);
  });

  it("go on when the bounds have moved past the place where they were", async () => {
    const key = (seq: number) => sortKey(entry, { currency: "NGN", seq: seqKey(seq, 12) });
    expect((await read({ from: key(10), to: key(12), after: key(5) })).seqs).toEqual(numbers("NGN", 10, 12));
    expect((await read({ from: key(10), to: key(12), after: key(20) })).seqs).toEqual([]);
    expect((await read({ from: key(10), to: key(12), after: key(20), descending: true })).seqs).toEqual(
      numbers("NGN", 12, 10),
    );
    expect((await read({ from: key(10), to: key(12), after: key(5), descending: true })).seqs).toEqual([]);
  });

  it("of the index hold what was told to be there, page by page, and lose what was taken out", async () => {
    const partition = { status: "open", shard: "1" };
    const first = await queryIndex(journal, partition, { limit: 2 });
    const rest = await queryIndex(journal, partition, { limit: 2, after: first.last });
    expect([...first.keys, ...rest.keys].map(({ id }) => id).sort()).toEqual(["p", "q", "r"]);
    expect(rest.last).toBeUndefined();
    await transact([
      update(
        journal,
        { id: "p" },
        { rule: "open", when: [equals("status", "open")], set: { status: "done" }, index: null },
      ),
    ]);
    expect((await queryIndex(journal, partition, { limit: 9 })).keys).toHaveLength(2);
    expect((await queryIndex(journal, partition, { limit: 9, to: "0000000000000" })).keys).toEqual([]);
  });

  it("of raw items for an audit are complete, in any number of segments", async () => {
    const whole = await all(rawScan());
    const parts = await Promise.all([0, 1, 2].map((segment) => all(rawScan({ segment, segments: 3 }))));
    expect(whole).toHaveLength(1 + 50 + 5);
    expect(new Set(parts.flat().map(placeOf))).toEqual(new Set(whole.map(placeOf)));
    expect(await all(rawQuery("W#a", { prefix: "E#USD#" }))).toHaveLength(25);
    expect(whole.find((raw) => raw["sk"]?.S === "#NGN")).toEqual(encode(wallet, purse("a", 25n)));
  });

  it("do not stop where DynamoDB cuts its pages, at 1 MB", async () => {
    const heavy = (id: string) =>
      put(
        journal,
        { ...money3, id, extra: { bulk: "x".repeat(300_000) } },
        { index: { status: "open", shard: "9", at: id } },
      );
    for (const id of ["1", "2", "3", "4", "5", "6"]) await write(heavy(id));
    expect((await all(rawScan())).filter((raw) => itemSize(raw) > 300_000)).toHaveLength(6);
    expect((await queryIndex(journal, { status: "open", shard: "9" }, { limit: 10 })).keys).toHaveLength(6);
  });
});

const placeOf = (raw: RawItem): string => `${raw["pk"]?.S} ${raw["sk"]?.S}`;

async function all(items: AsyncIterable<RawItem>): Promise<RawItem[]> {
  const found: RawItem[] = [];
  for await (const item of items) found.push(item);
  return found;
}
