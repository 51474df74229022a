import * as fc from "fast-check";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import {
  describeTable,
  entity,
  int,
  keyCollisions,
  keyOf,
  oneOf,
  optional,
  seqKey,
  sortKey,
  TableBug,
  time,
  timeKey,
} from "./index.ts";
import { buildKey, parseKey, template } from "./keys.ts";
import { seed } from "./seed.testkit.ts";

const entry = entity("entry", { version: 1, pk: "W#{user}", sk: "E#{currency}#{at}#{seq}", attributes: {} });
const good = fc.string({ unit: "grapheme", minLength: 1, maxLength: 10 }).filter((text) => !text.includes("#"));

describe(`keys (seed ${seed})`, () => {
  it("read back into the parameters they were made of", () => {
    const shape = template("X#{a}#Y##{b}");
    fc.assert(
      fc.property(good, good, (a, b) => {
        expect(parseKey(shape, buildKey(shape, { a, b }))).toEqual({ a, b });
      }),
      { seed },
    );
  });

  it("differ whenever their parameters differ", () => {
    const shape = template("{a}#{b}");
    const pair = fc.record({ a: good, b: good });
    fc.assert(
      fc.property(pair, pair, (one, other) => {
        expect(buildKey(shape, one) === buildKey(shape, other)).toBe(one.a === other.a && one.b === other.b);
      }),
      { seed },
    );
  });

  it.each([["a#b"], ["#"], [""], ["\ud800"]])("refuse the parameter %j", (user) => {
    expect(() => keyOf(entry, { user, currency: "NGN", at: "1", seq: "1" })).toThrow(TableBug);
  });

  it("refuse a parameter that is missing or no text", () => {
    const wrong = { user: 5, currency: "NGN", at: "1" } as unknown as {
      user: string;
      currency: string;
      at: string;
      seq: string;
    };
    expect(() => keyOf(entry, wrong)).toThrow(TableBug);
  });

  it("begin as far as the parameters go", () => {
    expect(sortKey(entry, {})).toBe("E#");
    expect(sortKey(entry, { currency: "NGN" })).toBe("E#NGN#");
    expect(sortKey(entry, { currency: "NGN", at: "1", seq: "2" })).toBe("E#NGN#1#2");
    expect(() => sortKey(entry, { currency: "N#" })).toThrow(TableBug);
  });

  it("sort times and numbers as they are", () => {
    fc.assert(
      fc.property(fc.nat(9_999_999_999_999), fc.nat(9_999_999_999_999), (a, b) => {
        expect(timeKey(a) < timeKey(b)).toBe(a < b);
        expect(seqKey(a, 13) < seqKey(BigInt(b), 13)).toBe(a < b);
      }),
      { seed },
    );
    expect(seqKey(7, 12)).toBe("000000000007");
    expect(timeKey(0)).toHaveLength(13);
  });

  it.each([-1, 1.5, 10 ** 13, Number.NaN])("refuse the time %s", (ms) => {
    expect(() => timeKey(ms)).toThrow(TableBug);
  });

  it("refuse a sequence that has outgrown its digits", () => {
    expect(seqKey(999, 3)).toBe("999");
    expect(() => seqKey(1_000, 3)).toThrow(TableBug);
    expect(() => seqKey(-1, 3)).toThrow(TableBug);
  });
});

describe("keyCollisions", () => {
  const make = (name: string, pk: string, sk: string, index?: { pk: string; sk: string }) =>
    entity(name, { version: 1, pk, sk, attributes: {}, ...(index === undefined ? {} : { index }) });

  it("is silent about kinds that cannot meet", () => {
    const apart = [
      make("user", "U#{id}", "#"),
      make("credentials", "U#{id}", "CRED"),
      make("session", "U#{id}", "S#{sid}"),
      make("bank_account", "U#{id}", "BA#{no}"),
      make("beneficiary", "U#{id}", "B#{no}"),
      make("wallet", "W#{id}", "#{currency}"),
      make("entry", "W#{id}", "E#{currency}#{seq}"),
      make("rate", "RL#{kind}#{key}", "#", { pk: "R#{shard}", sk: "{at}" }),
      make("journal", "T#{id}", "#", { pk: "T#{kind}#{shard}", sk: "{at}" }),
    ];
    expect(keyCollisions(apart)).toEqual([]);
  });

  it.each([
    ["the same name", make("a", "A#{x}", "#"), make("a", "B#{x}", "#"), "two entities are called a"],
    ["the same keys", make("a", "A#{x}", "#"), make("b", "A#{y}", "#"), "a and b can have the same key"],
    [
      "a word that a parameter may be",
      make("a", "A#{x}", "K"),
      make("b", "A#{x}", "{k}"),
      "a and b can have the same key",
    ],
    [
      "a query that meets another kind",
      make("a", "A#{x}", "E#{k}"),
      make("b", "A#{x}", "E#{k}#{l}"),
      "a query of a can meet b",
    ],
    [
      "the same from the other side",
      make("a", "A#{x}", "E#{k}#{l}"),
      make("b", "A#{x}", "E#{k}"),
      "a query of a can meet b",
    ],
    [
      "a partition of the index",
      make("a", "A#{x}", "#", { pk: "I#{s}", sk: "{at}" }),
      make("b", "B#{x}", "#", { pk: "I#{t}", sk: "{at}" }),
      "a and b can share a partition of the index",
    ],
  ])("tells of %s", (_name, a, b, sentence) => {
    expect(keyCollisions([a, b])).toEqual([sentence]);
  });
});

describe("describeTable", () => {
  const printed = describeTable([
    entity("wallet", {
      version: 2,
      about: "A balance.",
      pk: "W#{userId}",
      sk: "#{currency}",
      index: { pk: "W#{shard}", sk: "{at}" },
      expires: "goneAtMs",
      attributes: { version: int("v"), status: optional(oneOf("st", ["active", "frozen"])), goneAtMs: time("go") },
    }),
    entity("alias", { version: 1, pk: "A#{id}", sk: "#", attributes: {} }),
  ]);

  it("prints every kind with its keys, attributes and what it is for, by name", () => {
    const bare = printed.replaceAll(/ +/g, " ");
    expect(bare).toContain(
      "| [wallet](#wallet) | `W#{userId}` | `#{currency}` | `W#{shard}` / `{at}` | 2 | A balance. |",
    );
    expect(bare).toContain("| version | `v` | int | |");
    expect(bare).toContain("| status | `st` | active \\| frozen | optional |");
    expect(bare).toContain("Collected some time after `goneAtMs`.");
    expect(printed.indexOf("[alias]")).toBeLessThan(printed.indexOf("[wallet]"));
  });

  it("prints what the formatter would not touch", async () => {
    expect(await format(printed, { parser: "markdown", printWidth: 120 })).toBe(printed);
  });
});
