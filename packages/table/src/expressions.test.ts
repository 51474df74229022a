import { describe, expect, it } from "vitest";
import { compile } from "./expressions.ts";
import {
  above,
  absent,
  allOf,
  among,
  anyOf,
  atLeast,
  atMost,
  below,
  check,
  differs,
  entity,
  equals,
  has,
  int,
  missing,
  money,
  oneOf,
  optional,
  present,
  put,
  remove,
  TableBug,
  text,
  time,
  update,
} from "./index.ts";
import type { Condition } from "./index.ts";

const otp = entity("otp", {
  version: 1,
  pk: "O#{phone}",
  sk: "#",
  expires: "expiresAtMs",
  index: { pk: "O#{shard}", sk: "{at}" },
  attributes: {
    tries: int("at"),
    sum: money("am"),
    status: oneOf("st", ["open", "used"]),
    note: optional(text("n")),
    expiresAtMs: optional(time("ex")),
  },
});
const key = { phone: "x" };

describe("conditions", () => {
  it.each<[Condition, string, unknown]>([
    [absent(), "attribute_not_exists(pk)", undefined],
    [present(), "attribute_exists(pk)", undefined],
    [equals("tries", 1), "#at = :0", { ":0": { N: "1" } }],
    [differs("status", "used"), "#st <> :0", { ":0": { S: "used" } }],
    [atLeast("sum", 5n), "#am >= :0", { ":0": { N: "5" } }],
    [atMost("sum", 5n), "#am <= :0", { ":0": { N: "5" } }],
    [above("expiresAtMs", 9), "#ex > :0", { ":0": { N: "9" } }],
    [below("tries", 5), "#at < :0", { ":0": { N: "5" } }],
    [missing("note"), "attribute_not_exists(#n)", undefined],
    [has("note"), "attribute_exists(#n)", undefined],
    [among("status", ["open", "used"]), "#st IN (:0, :1)", { ":0": { S: "open" }, ":1": { S: "used" } }],
    [
      anyOf([allOf([equals("tries", 1), above("sum", 2n)])]),
      "(#at = :0 AND #am > :1)",
      { ":0": { N: "1" }, ":1": { N: "2" } },
    ],
    // AWS refuses parentheses that enclose nothing but parentheses.
    [
      anyOf([allOf([equals("tries", 1), above("sum", 2n)])]),
      "(#at = :0 AND #am > :1)",
      { ":0": { N: "1" }, ":1": { N: "2" } },
    ],
    [allOf([has("note")]), "attribute_exists(#n)", undefined],
    [
      anyOf([missing("note"), allOf([equals("tries", 1), above("sum", 2n)])]),
      "(attribute_not_exists(#n) OR (#at = :0 AND #am > :1))",
      { ":0": { N: "1" }, ":1": { N: "2" } },
    ],
  ])("%o is sent as %s", (condition, expression, values) => {
    const compiled = compile(otp, [condition]);
    expect(compiled.ConditionExpression).toBe(expression);
    expect(compiled.ExpressionAttributeValues).toEqual(values);
  });

  it("must all hold", () => {
    expect(compile(otp, [equals("tries", 1), above("expiresAtMs", 9)])).toEqual({
      ConditionExpression: "#at = :0 AND #ex > :1",
      ExpressionAttributeNames: { "#at": "at", "#ex": "ex" },
      ExpressionAttributeValues: { ":0": { N: "1" }, ":1": { N: "9" } },
    });
  });

  it.each<[string, Condition]>([
    ["an unknown attribute", equals("nope", 1)],
    ["a name that every object has", equals("constructor", 1)],
    ["undefined", equals("note", undefined)],
    ["a value of another type", equals("sum", 1)],
    ["one of nothing", among("status", [])],
    ["any of nothing", anyOf([])],
  ])("refuse %s", (_name, condition) => {
    expect(() => compile(otp, [condition])).toThrow(TableBug);
  });
});

describe("writes", () => {
  it("an update sets, removes and adds, and writes type and version when it makes the item", () => {
    const one = update(otp, key, {
      rule: "fresh",
      when: [equals("tries", 1)],
      set: { status: "used" },
      remove: ["note"],
      add: { sum: -5n },
    });
    expect(one.wire).toEqual({
      Key: { pk: { S: "O#x" }, sk: { S: "#" } },
      UpdateExpression: "SET #st = :0, #t = if_not_exists(#t, :1), #sv = if_not_exists(#sv, :2) REMOVE #n ADD #am :3",
      ConditionExpression: "#at = :4",
      ExpressionAttributeNames: { "#st": "st", "#t": "t", "#sv": "sv", "#n": "n", "#am": "am", "#at": "at" },
      ExpressionAttributeValues: {
        ":0": { S: "used" },
        ":1": { S: "otp" },
        ":2": { N: "1" },
        ":3": { N: "-5" },
        ":4": { N: "1" },
      },
    });
    expect(one).toMatchObject({ kind: "update", rule: "fresh", key: { pk: "O#x", sk: "#" }, set: { status: "used" } });
  });

  it("an update moves the time of collection with the expiry", () => {
    const set = update(otp, key, { when: [], set: { expiresAtMs: 1_500 } }).wire;
    expect(set.UpdateExpression).toContain("#ttl = :3");
    expect(set.ExpressionAttributeValues).toMatchObject({ ":3": { N: "2" } });
    expect(update(otp, key, { when: [], remove: ["expiresAtMs"] }).wire.UpdateExpression).toMatch(/REMOVE #ex, #ttl$/);
    expect(() => update(otp, key, { when: [], add: { expiresAtMs: 5 } })).toThrow(TableBug);
  });

  it("an update puts the item into the index, takes it out, or leaves it", () => {
    const place = update(otp, key, { when: [], index: { shard: "3", at: "7" } }).wire;
    expect(place.UpdateExpression).toContain("#g1p = :2, #g1s = :3");
    expect(place.ExpressionAttributeValues).toMatchObject({ ":2": { S: "O#3" }, ":3": { S: "7" } });
    expect(update(otp, key, { when: [], index: null }).wire.UpdateExpression).toMatch(/REMOVE #g1p, #g1s$/);
    expect(update(otp, key, { when: [] }).wire.UpdateExpression).not.toContain("g1");
  });

  it("a put carries its place in the index only when told", () => {
    const item = { phone: "x", tries: 0, sum: 1n, status: "open" } as const;
    expect(put(otp, item).wire.Item).not.toHaveProperty("g1p");
    expect(put(otp, item, { index: { shard: "3", at: "7" } }).wire.Item).toMatchObject({
      g1p: { S: "O#3" },
      g1s: { S: "7" },
    });
    expect(put(otp, item).wire).not.toHaveProperty("ConditionExpression");
  });

  it("a removal and a check carry their key and conditions", () => {
    const Key = { pk: { S: "O#x" }, sk: { S: "#" } };
    expect(remove(otp, key).wire).toEqual({ Key });
    expect(check(otp, key, { rule: "there", when: [present()] }).wire).toEqual({
      Key,
      ConditionExpression: "attribute_exists(pk)",
    });
    expect(() => check(otp, key, { rule: "nothing", when: [] })).toThrow(TableBug);
  });

  it("refuse to remove what must be there, or to touch what does not exist", () => {
    expect(() => update(otp, key, { when: [], remove: ["tries" as "note"] })).toThrow(TableBug);
    expect(() => update(otp, key, { when: [], set: { nope: 1 } as object })).toThrow(TableBug);
    expect(() => update(otp, key, { when: [], set: { note: undefined } as object })).toThrow(TableBug);
  });

  it("say whose mistake it was, without its value", () => {
    const wrong = () => update(otp, key, { when: [], set: { sum: "secret" } as object });
    expect(wrong).toThrow(/^otp: attribute am/);
    expect(wrong).not.toThrow(/secret/);
  });
});
