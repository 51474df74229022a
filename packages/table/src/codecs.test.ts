import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RawItem } from "./codecs.ts";
import {
  decode,
  encode,
  entity,
  flag,
  int,
  json,
  list,
  money,
  oneOf,
  optional,
  put,
  record,
  TableBug,
  text,
  time,
  typeOf,
} from "./index.ts";
import type { ItemOf } from "./index.ts";
import { seed } from "./seed.testkit.ts";

const everything = entity("everything", {
  version: 3,
  pk: "E#{owner}",
  sk: "S#{part}#{sub}",
  expires: "goneAtMs",
  attributes: {
    name: text("n"),
    count: int("c"),
    amount: money("am"),
    open: flag("op"),
    at: time("at"),
    status: oneOf("st", ["active", "frozen"]),
    legs: list("lg", { account: text("a"), amount: money("m"), seq: optional(int("q")) }),
    address: optional(record("ad", { city: text("c"), zip: optional(text("z")) })),
    extra: optional(json<unknown>("x")),
    goneAtMs: optional(time("go")),
  },
});

const word = fc.string({ unit: "grapheme", maxLength: 20 });
const param = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((text) => !text.includes("#") && text.isWellFormed());
const amount = fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n });
const integer = fc.maxSafeInteger();
const ms = fc.maxSafeNat();
const plain: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    word,
    integer,
    amount,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(
      word.filter((key) => key !== "__proto__"),
      tie("tree"),
      { maxKeys: 4 },
    ),
  ),
})).tree;
const leg = fc.record({ account: word, amount, seq: integer }, { requiredKeys: ["account", "amount"] });
const item: fc.Arbitrary<ItemOf<typeof everything>> = fc.record(
  {
    owner: param,
    part: param,
    sub: param,
    name: word,
    count: integer,
    amount,
    open: fc.boolean(),
    at: ms,
    status: fc.constantFrom("active", "frozen"),
    legs: fc.array(leg, { maxLength: 4 }),
    address: fc.record({ city: word, zip: word }, { requiredKeys: ["city"] }),
    extra: plain,
    goneAtMs: ms,
  },
  { requiredKeys: ["owner", "part", "sub", "name", "count", "amount", "open", "at", "status", "legs"] },
);

const sample: ItemOf<typeof everything> = {
  owner: "o",
  part: "p",
  sub: "s",
  name: "n",
  count: 1,
  amount: 12_345_678_901_234_567_890n,
  open: false,
  at: 5,
  status: "active",
  legs: [{ account: "wallet", amount: -5n }],
};

describe(`items (seed ${seed})`, () => {
  it("come back as they were written, whatever they hold", () => {
    fc.assert(
      fc.property(item, (one) => {
        const wire = JSON.parse(JSON.stringify(encode(everything, one))) as RawItem;
        expect(decode(everything, wire)).toEqual(one);
      }),
      { seed, numRuns: 500 },
    );
  });

  it("carry type, version, key, and the time of their collection in seconds", () => {
    expect(encode(everything, { ...sample, goneAtMs: 1_001 })).toEqual({
      pk: { S: "E#o" },
      sk: { S: "S#p#s" },
      t: { S: "everything" },
      sv: { N: "3" },
      n: { S: "n" },
      c: { N: "1" },
      am: { N: "12345678901234567890" },
      op: { BOOL: false },
      at: { N: "5" },
      st: { S: "active" },
      lg: { L: [{ M: { a: { S: "wallet" }, m: { N: "-5" } } }] },
      go: { N: "1001" },
      ttl: { N: "2" },
    });
    expect(typeOf(encode(everything, sample))).toBe("everything");
    expect(encode(everything, sample)).not.toHaveProperty("ttl");
  });

  it("keep numbers as numbers and big integers as big integers inside json", () => {
    const extra = { id: 7, total: 7n, rate: 1.5, list: [0n, null, "7n", { deep: -1n }] };
    expect(decode(everything, encode(everything, { ...sample, extra })).extra).toEqual(extra);
  });

  it.each([
    ["a fraction as int", { count: 1.5 }],
    ["an unsafe int", { count: 2 ** 53 }],
    ["a number as money", { amount: 5 }],
    ["money beyond 38 digits", { amount: 10n ** 38n }],
    ["a word that is none", { status: "gone" }],
    ["a negative time", { at: -1 }],
    ["NaN as time", { at: Number.NaN }],
    ["half a surrogate pair", { name: "\ud800" }],
    ["a number as text", { name: 5 }],
    ["a text as flag", { open: "true" }],
    ["a missing attribute", { name: undefined }],
    ["an unknown attribute", { nickname: "x" }],
    ["an unknown attribute of a leg", { legs: [{ account: "a", amount: 1n, memo: "x" }] }],
    ["a date inside json", { extra: new Date(0) }],
    ["a function inside json", { extra: () => 1 }],
    ["a number inside json that is not exact", { extra: 2 ** 60 }],
    ["a big integer of 39 digits inside json", { extra: { fee: 10n ** 38n } }],
    ["infinity inside json", { extra: [Number.POSITIVE_INFINITY] }],
  ])("refuse to be written with %s, and tell no value", (_name, wrong) => {
    const broken = { ...sample, ...wrong } as ItemOf<typeof everything>;
    expect(() => put(everything, broken)).toThrow(TableBug);
    expect(() => put(everything, broken)).toThrow(/^everything: /);
  });

  it.each([
    ["another type", { t: { S: "wallet" } }],
    ["no type", { t: undefined }],
    ["no version", { sv: undefined }],
    ["a key of another template", { sk: { S: "S#p" } }],
    ["an empty parameter", { sk: { S: "S##s" } }],
    ["a missing attribute", { n: undefined }],
    ["a fraction as int", { c: { N: "1.5" } }],
    ["a fraction as money", { am: { N: "1.5" } }],
    ["an unknown word", { st: { S: "gone" } }],
    ["a number as text", { n: { N: "1" } }],
    ["a text as list", { lg: { S: "1" } }],
    ["an attribute missing in a leg", { lg: { L: [{ M: {} }] } }],
  ])("refuse to be read with %s", (_name, wrong) => {
    const raw = { ...encode(everything, sample), ...wrong } as RawItem;
    const stored = Object.fromEntries(Object.entries(raw).filter(([, value]) => (value as unknown) !== undefined));
    expect(() => decode(everything, stored)).toThrow(TableBug);
  });
});

describe("a parameter in both halves of the key", () => {
  const pair = entity("pair", { version: 1, pk: "P#{id}", sk: "#{id}", attributes: {} });

  it("comes back once, and must be the same in both", () => {
    const raw = encode(pair, { id: "7" });
    expect(decode(pair, raw)).toEqual({ id: "7" });
    expect(() => decode(pair, { ...raw, sk: { S: "#8" } })).toThrow("disagree on id");
  });
});

describe("older versions", () => {
  const person = entity("person", {
    version: 2,
    pk: "U#{id}",
    sk: "#",
    attributes: { first: text("f"), tier: oneOf("ti", ["none", "basic"]) },
    lift: (stored, from) => (from < 2 ? { first: stored["name"]?.S?.split(" ")[0] ?? "", tier: "none" } : {}),
  });
  const old: RawItem = {
    pk: { S: "U#1" },
    sk: { S: "#" },
    t: { S: "person" },
    sv: { N: "1" },
    name: { S: "Amina Bello" },
  };

  it("are lifted when they are read", () => {
    expect(decode(person, old)).toEqual({ id: "1", first: "Amina", tier: "none" });
  });

  it("keep what is stored: a lift only adds", () => {
    expect(decode(person, { ...old, ti: { S: "basic" } })).toEqual({ id: "1", first: "Amina", tier: "basic" });
  });

  it("are left alone when they are newer than the code", () => {
    const newer = { ...encode(person, { id: "1", first: "A", tier: "basic" }), sv: { N: "9" }, zz: { S: "?" } };
    expect(decode(person, newer)).toEqual({ id: "1", first: "A", tier: "basic" });
  });
});

describe("an entity", () => {
  const base = { version: 1, pk: "A#{id}", sk: "#" } as const;
  it.each([
    ["a short name that the table keeps for itself", { ...base, attributes: { a: text("ttl") } }],
    ["a short name twice", { ...base, attributes: { a: text("x"), b: text("x") } }],
    ["a short name that is no name", { ...base, attributes: { a: text("x-y") } }],
    ["an attribute that is a key parameter", { ...base, attributes: { id: text("x") } }],
    ["no version", { ...base, version: 0, attributes: {} }],
    ["two parameters in one segment", { ...base, pk: "A#{id}-{no}", attributes: {} }],
    ["a parameter twice", { ...base, pk: "A#{id}#{id}", attributes: {} }],
    ["an open brace", { ...base, pk: "A#{id", attributes: {} }],
  ])("is refused with %s", (_name, definition) => {
    expect(() => entity("wrong", definition)).toThrow(TableBug);
  });
});
