import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { setRetryClock } from "./clock.ts";
import { useFakeClock } from "./clock.testkit.ts";
import { useEndpoint } from "./engine.testkit.ts";
import { cancelled, error, ok, startFaultyEndpoint } from "./faults.testkit.ts";
import type { Fate, FaultyEndpoint } from "./faults.testkit.ts";
import {
  absent,
  batchGet,
  connectTable,
  encode,
  entity,
  equals,
  failedItem,
  getItem,
  int,
  keyOf,
  put,
  queryItems,
  TableBug,
  TableBusy,
  text,
  transact,
  update,
  write,
} from "./index.ts";

const journal = entity("journal", { version: 1, pk: "T#{id}", sk: "#", attributes: { note: text("n") } });
const wallet = entity("wallet", { version: 1, pk: "W#{user}", sk: "#{currency}", attributes: { version: int("v") } });

const note = { id: "t1", note: "secret-note" };
const stored = encode(journal, note);
const writes = () => [
  put(journal, note, { rule: "journal", when: [absent()] }),
  update(wallet, { user: "u", currency: "NGN" }, { rule: "wallet", when: [equals("version", 1)], set: { version: 2 } }),
  put(journal, { id: "entry", note: "e" }, { when: [absent()] }),
];
const token = (index: number) => endpoint.seen[index]?.input["ClientRequestToken"];

let endpoint: FaultyEndpoint;
let clock: { readonly slept: number[] };
beforeAll(async () => {
  endpoint = await startFaultyEndpoint();
  useEndpoint(endpoint.url);
  connectTable({ tableName: "wallet" });
});
afterAll(async () => {
  connectTable({ tableName: "none" });
  await endpoint.stop();
});
beforeEach(() => {
  clock = useFakeClock();
});
afterEach(() => setRetryClock());

describe("transact, when things go wrong", () => {
  const again: readonly (readonly [string, Fate])[] = [
    ["a conflict", cancelled("None", "TransactionConflict", "None")],
    ["a throttled write", cancelled("None", "ThrottlingError", "None")],
    ["a throttled partition", cancelled("ProvisionedThroughputExceeded", "None", "None")],
    ["a conflict beside a failed condition", cancelled("TransactionConflict", "ConditionalCheckFailed", "None")],
    ["throttling", error("ThrottlingException")],
    ["too little throughput", error("ProvisionedThroughputExceededException")],
    ["too many requests", error("RequestLimitExceeded")],
    ["a transaction in progress", error("TransactionInProgressException")],
    ["an error of theirs", error("InternalServerError", 500)],
    ["a gateway's 503 without JSON", { status: 503, body: "unavailable" }],
    ["a reset", "reset"],
    ["half an answer", "truncated"],
  ];
  it.each(again)("commits after %s", async (_name, fate) => {
    endpoint.play(fate, ok());
    expect(await transact(writes())).toEqual({ committed: true });
    expect(endpoint.seen).toHaveLength(2);
    expect(endpoint.seen[1]?.input["TransactItems"]).toEqual(endpoint.seen[0]?.input["TransactItems"]);
  });

  const outlasting: readonly (readonly [string, Fate])[] = [
    ["throttling", error("ThrottlingException")],
    ["a transaction in progress", error("TransactionInProgressException")],
    ["errors of theirs", error("InternalServerError", 500)],
    ["an error by no name but its status", error("SomethingNew", 502)],
    ["resets", "reset"],
  ];
  it.each(outlasting)("commits after %s that outlast the repeats of the SDK", async (_name, fate) => {
    endpoint.play(fate, fate, fate, ok());
    expect(await transact(writes())).toEqual({ committed: true });
    expect(endpoint.seen).toHaveLength(4);
  });

  it("gives up, safely, when nobody listens", async () => {
    useEndpoint("http://127.0.0.1:1");
    connectTable({ tableName: "wallet" });
    await expect(transact(writes(), { budgetMs: 100 })).rejects.toMatchObject({
      name: "TableBusy",
      reason: "ECONNREFUSED",
    });
    useEndpoint(endpoint.url);
    connectTable({ tableName: "wallet" });
  });

  it("begins no attempt once the request has been answered, nor a repeat of one", async () => {
    for (const fate of ["reset", cancelled("TransactionConflict", "None", "None")] as const) {
      endpoint.play(fate, ok());
      connectTable({ tableName: "wallet", isLate: () => endpoint.seen.length > 0 });
      await expect(transact(writes())).rejects.toMatchObject({ name: "TableBusy" });
      expect(endpoint.seen).toHaveLength(1);
      await expect(write(put(journal, note, { rule: "journal" }))).rejects.toMatchObject({ reason: "TooLate" });
      expect(endpoint.seen).toHaveLength(1);
      connectTable({ tableName: "wallet" });
      expect(await transact(writes())).toEqual({ committed: true });
    }
  });

  it("commits after a socket that hangs, without waiting for it", async () => {
    endpoint.play("hang", ok());
    expect(await transact(writes())).toEqual({ committed: true });
  });

  it("repeats an unknown outcome with the same token, so that a commit counts once", async () => {
    endpoint.play("reset", error("InternalServerError", 500), ok());
    expect(await transact(writes())).toEqual({ committed: true });
    expect(token(0)).toMatch(/\S/);
    expect([token(1), token(2)]).toEqual([token(0), token(0)]);
  });

  it("sends the same writes under a new token once the repeats of the SDK are used up", async () => {
    endpoint.play("reset", "reset", "reset", ok());
    expect(await transact(writes())).toEqual({ committed: true });
    expect(new Set([token(0), token(1), token(2)]).size).toBe(1);
    expect(token(3)).not.toBe(token(0));
  });

  it("gives a conflict's repeat a new token", async () => {
    endpoint.play(cancelled("TransactionConflict", "None", "None"), ok());
    await transact(writes());
    expect(token(1)).not.toBe(token(0));
  });

  it("shows a commit whose answer was lost as the journal that is already there", async () => {
    const failed = { Code: "ConditionalCheckFailed" };
    endpoint.play(
      "reset after commit",
      "reset",
      "reset",
      cancelled(
        { ...failed, Item: stored },
        { ...failed, Item: encode(wallet, { user: "u", currency: "NGN", version: 2 }) },
        failed,
      ),
    );
    const outcome = await transact(writes());
    expect(outcome.committed).toBe(false);
    expect(failedItem(outcome, journal, "journal")).toEqual(note);
    expect(failedItem(outcome, wallet, "wallet")).toEqual({ user: "u", currency: "NGN", version: 2 });
  });

  it("names the rule that failed, without an item where there is none", async () => {
    endpoint.play(cancelled("None", "ConditionalCheckFailed", "None"));
    expect(await transact(writes())).toEqual({ committed: false, failed: new Map([["wallet", undefined]]) });
    expect(clock.slept).toEqual([]);
  });

  it("takes the failure of a write without a rule, alone, for a bug that tells no item's values", async () => {
    endpoint.play(cancelled("None", "None", { Code: "ConditionalCheckFailed", Item: stored }));
    const bug = await transact(writes()).catch((caught: unknown) => caught);
    expect(bug).toBeInstanceOf(TableBug);
    expect(bug).toHaveProperty("context.writes", [
      "put journal (journal)",
      "update wallet (wallet)",
      "put journal (no rule)",
    ]);
    expect(inside(bug)).not.toContain("secret-note");
  });

  it.each([
    ["in the reasons", cancelled("ValidationError", { Code: "ConditionalCheckFailed", Item: stored }, "None")],
    ["as an exception", error("ValidationException", 400, { Item: stored })],
    ["of access", error("AccessDeniedException")],
    ["of a token", error("IdempotentParameterMismatchException")],
    ["without a reason", cancelled("None", "None", "None")],
  ])("takes a refusal %s for a bug, at once, telling no item's values", async (_name, fate) => {
    endpoint.play(fate);
    const bug = await transact(writes()).catch((caught: unknown) => caught);
    expect(bug).toBeInstanceOf(TableBug);
    expect(inside(bug)).not.toContain("secret-note");
    expect(endpoint.seen).toHaveLength(1);
  });

  it("backs off with full jitter from 20 ms to 400 ms and gives up when the budget is spent", async () => {
    const conflict = cancelled("TransactionConflict", "None", "None");
    endpoint.play(...Array.from({ length: 100 }, () => conflict));
    const busy = await transact(writes(), { budgetMs: 1_500 }).catch((caught: unknown) => caught);
    expect(busy).toBeInstanceOf(TableBusy);
    expect(busy).toMatchObject({ operation: "TransactWriteItems", reason: "TransactionConflict", attempts: 11 });
    expect(clock.slept).toEqual([10, 20, 40, 80, 160, 200, 200, 200, 200, 200]);
    expect(endpoint.seen).toHaveLength(11);
  });

  const renewed = () => [put(journal, { ...note, note: "renewed" }, { rule: "journal" })];

  it("sends what it is given anew behind a conflict and its wait, and tells of its rules", async () => {
    const waited: number[] = [];
    const afterConflict = () => {
      waited.push(clock.slept.length);
      return Promise.resolve(renewed());
    };
    const conflict = cancelled("TransactionConflict", "None", "None");
    endpoint.play(conflict, cancelled("TransactionConflict"), cancelled({ Code: "ConditionalCheckFailed" }));
    const outcome = await transact(writes(), { afterConflict });
    expect(outcome).toEqual({ committed: false, failed: new Map([["journal", undefined]]) });
    expect(waited).toEqual([1, 2]);
    expect(endpoint.seen.map(({ input }) => (input["TransactItems"] as unknown[]).length)).toEqual([3, 1, 1]);
  });

  it("sends the same after anything but a conflict: what became of it may be unknown", async () => {
    const fates: readonly Fate[] = [cancelled("ThrottlingError", "None", "None"), "reset", "reset", "reset"];
    endpoint.play(...fates, error("TransactionInProgressException"), ok());
    const afterConflict = () => Promise.reject(new Error("nobody was in the way"));
    expect(await transact(writes(), { afterConflict })).toEqual({ committed: true });
    expect(endpoint.seen.map(({ input }) => (input["TransactItems"] as unknown[]).length)).toEqual([3, 3, 3, 3, 3, 3]);
  });

  it("throws what is thrown in looking again, as it is, and sends nothing more", async () => {
    const refused = new Error("the money is gone");
    endpoint.play(cancelled("TransactionConflict", "None", "None"), ok());
    await expect(transact(writes(), { afterConflict: () => Promise.reject(refused) })).rejects.toBe(refused);
    expect(endpoint.seen).toHaveLength(1);
  });

  it("draws each delay by chance", async () => {
    clock = useFakeClock(0);
    endpoint.play(cancelled("TransactionConflict"), cancelled("TransactionConflict"), ok());
    await transact(writes());
    expect(clock.slept).toEqual([0, 0]);
  });

  it("asks for the old image with every write, and puts the commands in their order", async () => {
    endpoint.play(ok());
    await transact(writes());
    const items = endpoint.seen[0]?.input["TransactItems"] as Record<string, Record<string, unknown>>[];
    expect(items.map((item) => Object.keys(item)[0])).toEqual(["Put", "Update", "Put"]);
    for (const item of items) {
      expect(Object.values(item)[0]).toMatchObject({
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        TableName: "wallet",
      });
    }
  });

  it("refuses to send what can only be a mistake", async () => {
    endpoint.play();
    const one = writes()[0];
    const entry = (id: string, rule?: string) => put(journal, { id, note: "x" }, { rule });
    await expect(transact([])).rejects.toThrow("1 to 100");
    await expect(transact(Array.from({ length: 101 }, (_, id) => entry(`${id}`)))).rejects.toThrow("1 to 100");
    await expect(transact(one === undefined ? [] : [one, one])).rejects.toThrow("same journal");
    await expect(transact([entry("a", "r"), entry("b", "r")])).rejects.toThrow("rule r");
    expect(endpoint.seen).toEqual([]);
  });
});

describe("write, when things go wrong", () => {
  const one = () =>
    update(wallet, { user: "u", currency: "NGN" }, { when: [equals("version", 1)], set: { version: 2 } });

  it.each([
    ["an ongoing transaction", error("TransactionConflictException")],
    ["throttling", error("ThrottlingException")],
    ["an error of theirs", error("InternalServerError", 500)],
    ["a reset", "reset" as const],
  ])("gets through after %s", async (_name, fate) => {
    endpoint.play(fate, ok());
    expect(await write(one())).toEqual({ done: true, item: undefined });
    expect(endpoint.seen).toHaveLength(2);
  });

  it("returns the item as it stands when the condition fails", async () => {
    const Item = encode(wallet, { user: "u", currency: "NGN", version: 7 });
    endpoint.play(error("ConditionalCheckFailedException", 400, { Item }));
    expect(await write(one())).toEqual({ done: false, item: { user: "u", currency: "NGN", version: 7 } });
  });

  it("returns the item it put, when asked for the new one", async () => {
    endpoint.play(ok());
    expect(await write(put(journal, note), { returns: "new" })).toEqual({ done: true, item: note });
  });
});

describe("reads, when things go wrong", () => {
  it.each([
    ["throttling", error("ProvisionedThroughputExceededException")],
    ["an error of theirs", error("InternalServerError", 500)],
    ["a reset", "reset" as const],
    ["half an answer", "truncated" as const],
  ])("answer after %s", async (_name, fate) => {
    endpoint.play(fate, ok({ Item: stored }));
    expect(await getItem(journal, { id: "t1" })).toEqual(note);
    endpoint.play(fate, ok({ Items: [stored] }));
    expect(await queryItems(journal, { id: "t1" }, { limit: 1 })).toEqual({ items: [note] });
  });

  it("ask for the keys that a batch left over, and only for those", async () => {
    const a = { pk: { S: "T#a" }, sk: { S: "#" } };
    const b = { pk: { S: "T#b" }, sk: { S: "#" } };
    const first = encode(journal, { id: "a", note: "a" });
    const second = encode(journal, { id: "b", note: "b" });
    endpoint.play(
      ok({ Responses: { wallet: [first] }, UnprocessedKeys: { wallet: { Keys: [b], ConsistentRead: true } } }),
      ok({ Responses: { wallet: [second] }, UnprocessedKeys: {} }),
    );
    const found = await batchGet([
      keyOf(journal, { id: "a" }),
      keyOf(journal, { id: "b" }),
      keyOf(journal, { id: "a" }),
    ]);
    expect(found.get(journal, { id: "a" })).toEqual({ id: "a", note: "a" });
    expect(found.get(journal, { id: "b" })).toEqual({ id: "b", note: "b" });
    expect(endpoint.seen.map(({ input }) => input["RequestItems"])).toEqual([
      { wallet: { Keys: [a, b], ConsistentRead: true } },
      { wallet: { Keys: [b], ConsistentRead: true } },
    ]);
    expect(() => found.get(journal, { id: "c" })).toThrow("was not in the batch");
  });

  it("are strongly consistent unless told otherwise", async () => {
    endpoint.play();
    for (const options of [{}, { consistent: true }, { consistent: false }]) {
      await getItem(journal, { id: "t1" }, options);
      await queryItems(journal, { id: "t1" }, { limit: 1, ...options });
      await batchGet([keyOf(journal, { id: "t1" })], options);
    }
    const asked = JSON.stringify(endpoint.seen.map(({ input }) => input)).matchAll(/"ConsistentRead":(\w+)/g);
    const each = (value: string) => [value, value, value];
    expect([...asked].map(([, value]) => value)).toEqual([...each("true"), ...each("true"), ...each("false")]);
  });

  it("ask nothing for an empty batch", async () => {
    endpoint.play();
    await batchGet([]);
    expect(endpoint.seen).toEqual([]);
  });

  it("go on with a query where its pages were cut, and keep what they have over a fault", async () => {
    const page = (id: string) => encode(journal, { id, note: id });
    endpoint.play(
      ok({ Items: [page("a")], LastEvaluatedKey: { pk: { S: "T#a" }, sk: { S: "#" } } }),
      error("InternalServerError", 500),
      "reset",
      "reset",
      ok({ Items: [page("b")] }),
    );
    const { items, last } = await queryItems(journal, { id: "a" }, { limit: 5 });
    expect(items.map(({ note }) => note)).toEqual(["a", "b"]);
    expect(last).toBeUndefined();
    expect(endpoint.seen.map(({ input }) => input["Limit"])).toEqual([6, 5, 5, 5, 5]);
  });
});

/** Everything that a log could print of an error. */
function inside(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const own = Object.fromEntries(Object.entries(thrown));
  return JSON.stringify({ ...own, message: thrown.message, stack: thrown.stack, cause: String(thrown.cause) });
}
