import { describe, expect, it } from "vitest";
import { itemSize, requestUnits } from "./capacity.ts";
import type { WireItem } from "./capacity.ts";
import { absent, entity, equals, int, itemSizeOf, money, optional, put, text, update } from "./index.ts";

const KB = 1_024;
const key = { pk: { S: "k" }, sk: { S: "#" } };
/** An item of exactly so many bytes. */
function sized(bytes: number): WireItem {
  const bare = { ...key, d: { S: "" } };
  return { ...bare, d: { S: "x".repeat(bytes - itemSize(bare)) } };
}

describe("itemSize, by the developer guide", () => {
  it.each<[string, WireItem, number]>([
    ["a string: bytes of name and text", { name: { S: "Amina" } }, 9],
    ["UTF-8, not characters", { "₦": { S: "é" } }, 5],
    ["an empty string: its name", { abc: { S: "" } }, 3],
    ["a number: a byte for two digits, and one", { n: { N: "1" } }, 3],
    ["two digits", { n: { N: "12" } }, 3],
    ["three digits", { n: { N: "123" } }, 4],
    ["zeroes before and after are trimmed", { n: { N: "0012000" } }, 3],
    ["a fraction", { n: { N: "0.0012" } }, 3],
    ["an exponent", { n: { N: "12E+30" } }, 3],
    ["zero", { n: { N: "0" } }, 2],
    ["a sign takes a byte", { n: { N: "-12" } }, 4],
    ["38 digits", { n: { N: "1".repeat(38) } }, 21],
    ["a boolean", { open: { BOOL: true } }, 5],
    ["a null", { open: { NULL: true } }, 5],
    ["raw bytes of a binary", { b: { B: "AAAA" } }, 4],
    ["an empty list: 3", { l: { L: [] } }, 4],
    ["an empty map: 3", { m: { M: {} } }, 4],
    ["1 for each element of a list", { l: { L: [{ S: "a" }, { N: "1" }] } }, 1 + 3 + (1 + 1) + (1 + 2)],
    ["1 for each element of a map, with its name", { m: { M: { ab: { S: "c" } } } }, 1 + 3 + (1 + 2 + 1)],
    ["nested", { l: { L: [{ M: { a: { BOOL: true } } }] } }, 1 + 3 + 1 + (3 + 1 + 1 + 1)],
    ["sets", { s: { SS: ["ab", "c"] } }, 4],
    ["sets of numbers", { s: { NS: ["12", "345"] } }, 1 + 2 + 3],
    ["sets of binaries", { s: { BS: ["AAAA"] } }, 4],
    ["the sum of all", { a: { S: "b" }, c: { BOOL: false } }, 4],
  ])("counts %s", (_name, item, bytes) => {
    expect(itemSize(item)).toBe(bytes);
  });

  it("refuses what is no attribute value", () => {
    expect(() => itemSize({ a: { X: 1 } })).toThrow("type X");
    expect(() => itemSize({ a: {} })).toThrow("type nothing");
  });
});

const note = entity("note", {
  version: 1,
  pk: "N#{id}",
  sk: "#",
  index: { pk: "N#{shard}", sk: "{at}" },
  attributes: { version: int("v"), sum: money("m"), words: optional(text("w")) },
});

describe("itemSizeOf", () => {
  it("is the size of the item as it would be stored", () => {
    const item = { id: "abc", version: 1, sum: 500_000n };
    const bare =
      "pk".length + "N#abc".length + "sk".length + 1 + "t".length + "note".length + "sv".length + 2 + 1 + 2 + 1 + 2;
    expect(itemSizeOf(note, item)).toBe(bare);
    expect(itemSizeOf(note, item, { shard: "1", at: "2" })).toBe(bare + 3 + 3 + 3 + 1);
  });
});

const writes = (operation: string, input: unknown, output?: unknown) =>
  requestUnits({ operation, input, output }).write;
const reads = (operation: string, input: unknown, output?: unknown) => requestUnits({ operation, input, output }).read;

describe("write units, by the developer guide", () => {
  it.each([
    [1, 512],
    [1, KB],
    [2, KB + 1],
    [2, 1.5 * KB],
    [310, 310 * KB],
  ])("a put of %i unit(s) is one of %i bytes", (units, bytes) => {
    expect(writes("PutItem", { Item: sized(bytes) })).toBe(units);
  });

  it("charges a put for the larger of the item before and after", () => {
    expect(writes("PutItem", { Item: sized(2 * KB), ReturnValues: "ALL_OLD" }, { Attributes: sized(7 * KB) })).toBe(7);
    expect(writes("PutItem", { Item: sized(7 * KB), ReturnValues: "ALL_OLD" }, { Attributes: sized(2 * KB) })).toBe(7);
  });

  it("charges an update for the larger of the item before and after, as far as they are known", () => {
    const request = { operation: "UpdateItem", input: { Key: key, UpdateExpression: "SET d = :0" } };
    const images = (before: number, after: number) => () => ({ before: sized(before), after: sized(after) });
    expect(requestUnits(request, images(3 * KB, KB))).toEqual({ read: 0, write: 3, exact: true });
    expect(requestUnits(request, images(KB, 3 * KB))).toEqual({ read: 0, write: 3, exact: true });
    const withValue = { ...request.input, ExpressionAttributeValues: { ":0": { S: "x".repeat(2 * KB) } } };
    expect(requestUnits({ ...request, input: withValue })).toEqual({ read: 0, write: 3, exact: false });
    expect(writes("UpdateItem", { ...request.input, ReturnValues: "ALL_NEW" }, { Attributes: sized(5 * KB) })).toBe(5);
  });

  it("charges a delete for the item, and 1 for nothing", () => {
    expect(writes("DeleteItem", { Key: key, ReturnValues: "ALL_OLD" }, { Attributes: sized(3 * KB) })).toBe(3);
    expect(writes("DeleteItem", { Key: key })).toBe(1);
  });

  it("charges a failed condition for the larger of the item that stands and the one that was to come", () => {
    const failed = (Item: WireItem) => ({
      __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
      Item,
    });
    expect(writes("PutItem", { Item: sized(310 * KB) }, failed(sized(300 * KB)))).toBe(310);
    expect(writes("PutItem", { Item: sized(300 * KB) }, failed(sized(310 * KB)))).toBe(310);
    expect(writes("DeleteItem", { Key: key }, { __type: "ConditionalCheckFailedException" })).toBe(1);
  });

  it("charges nothing for what was throttled or refused", () => {
    for (const __type of ["ThrottlingException", "ValidationException", "InternalServerError"]) {
      expect(writes("PutItem", { Item: sized(KB) }, { __type })).toBe(0);
    }
  });

  it("charges each item of a batch by itself", () => {
    const put = (bytes: number) => ({ PutRequest: { Item: sized(bytes) } });
    const input = { RequestItems: { one: [put(1.5 * KB), put(KB)], two: [{ DeleteRequest: { Key: key } }] } };
    expect(writes("BatchWriteItem", input)).toBe(4);
  });

  it("charges a transaction twice for each of its items, checks and failures included", () => {
    const TransactItems = [
      { Put: { Item: sized(500) } },
      { Update: { Key: key, UpdateExpression: "SET d = :0", ExpressionAttributeValues: { ":0": { N: "1" } } } },
      { Delete: { Key: key } },
      { ConditionCheck: { Key: key, ConditionExpression: "attribute_exists(pk)" } },
      { Put: { Item: sized(1.5 * KB) } },
    ];
    expect(writes("TransactWriteItems", { TransactItems })).toBe(12);
    const cancelled = (Item: WireItem) => ({
      __type: "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
      CancellationReasons: [{ Code: "ConditionalCheckFailed", Item }, { Code: "None" }],
    });
    expect(writes("TransactWriteItems", { TransactItems }, cancelled(sized(2 * KB)))).toBe(14);
  });

  it("charges the index apart: 1 to come, 1 to go, 2 to move, none to stay, none when it failed", () => {
    const at = (place?: string): WireItem =>
      place === undefined ? key : { ...key, g1p: { S: "p" }, g1s: { S: place } };
    const units = (before: WireItem | undefined, after: WireItem | undefined) =>
      requestUnits({ operation: "UpdateItem", input: { Key: key, UpdateExpression: "…" } }, () => ({ before, after }))
        .write;
    expect(units(undefined, at("1"))).toBe(2);
    expect(units(at("1"), at())).toBe(2);
    expect(units(at("1"), undefined)).toBe(2);
    expect(units(at("1"), at("2"))).toBe(3);
    expect(units(at("1"), at("1"))).toBe(1);
    expect(writes("PutItem", { Item: at("1") }, { __type: "ConditionalCheckFailedException" })).toBe(1);
  });

  it("sees the index in our own requests, outside the doubling of the transaction", () => {
    const item = { id: "a", version: 1, sum: 1n };
    const index = { shard: "1", at: "2" };
    const transaction = (...writesOf: readonly { readonly wire: object }[]) =>
      writes("TransactWriteItems", { TransactItems: writesOf.map(({ wire }) => ({ Any: wire })) });
    expect(transaction(put(note, item, { when: [absent()] }))).toBe(2);
    expect(transaction(put(note, item, { when: [absent()], index }))).toBe(3);
    expect(
      transaction(update(note, { id: "a" }, { when: [equals("version", 1)], set: { version: 2 }, index: null })),
    ).toBe(3);
  });
});

describe("read units, by the developer guide", () => {
  it.each([
    [1, 3.5 * KB, true],
    [0.5, 3.5 * KB, false],
    [3, 10 * KB, true],
    [2, 8 * KB, true],
    [1, 8 * KB, false],
  ])("a GetItem of %d unit(s) is one of %i bytes, consistent: %s", (units, bytes, ConsistentRead) => {
    expect(reads("GetItem", { Key: key, ConsistentRead }, { Item: sized(bytes) })).toBe(units);
  });

  it("charges an absent item as the smallest", () => {
    expect(reads("GetItem", { Key: key, ConsistentRead: true }, {})).toBe(1);
    expect(reads("GetItem", { Key: key }, {})).toBe(0.5);
  });

  it("rounds each item of a batch by itself: 1.5 KB and 6.5 KB are 3 units, not 2", () => {
    const batch = (ConsistentRead: boolean, left: number) =>
      reads(
        "BatchGetItem",
        { RequestItems: { t: { Keys: [key, key, key], ConsistentRead } } },
        {
          Responses: { t: [sized(1.5 * KB), sized(6.5 * KB)] },
          UnprocessedKeys: { t: { Keys: Array.from({ length: left }, () => key) } },
        },
      );
    expect(batch(true, 1)).toBe(3);
    expect(batch(true, 0)).toBe(4);
    expect(batch(false, 1)).toBe(1.5);
  });

  it("rounds a query once: 1,500 items of 64 bytes are 24 units, 40.8 KB are 11", () => {
    const Items = Array.from({ length: 1_500 }, () => sized(64));
    expect(reads("Query", { ConsistentRead: true }, { Items })).toBe(24);
    expect(reads("Query", {}, { Items })).toBe(12);
    expect(reads("Scan", { ConsistentRead: true }, { Items: [sized(Math.floor(40.8 * KB))] })).toBe(11);
    expect(reads("Query", {}, { Items: [] })).toBe(0.5);
  });

  it("charges a transaction of reads twice", () => {
    const TransactItems = [{ Get: { Key: key } }, { Get: { Key: key } }];
    expect(reads("TransactGetItems", { TransactItems }, { Responses: [{ Item: sized(5 * KB) }, {}] })).toBe(6);
  });

  it("does not guess at operations it does not know", () => {
    expect(() => requestUnits({ operation: "ExecuteStatement", input: {} })).toThrow("ExecuteStatement");
  });
});
