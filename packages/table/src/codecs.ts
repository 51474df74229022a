import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { assert, TableBug } from "./errors.ts";

/** An item as DynamoDB's JSON has it: `{ av: { N: "500000" } }`. Also the images of the stream. */
export type RawItem = Record<string, AttributeValue>;

/** How one attribute is stored: under which short name, and how its value is written and read back. */
export interface Codec<T, Optional extends boolean = boolean> {
  readonly short: string;
  /** For `docs/table.md`. */
  readonly kind: string;
  readonly optional: Optional;
  write(value: T): AttributeValue;
  read(raw: AttributeValue): T;
}

export type ValueOf<C> = C extends { read(raw: AttributeValue): infer T } ? T : never;
export type Fields = Readonly<Record<string, Codec<unknown>>>;

type OptionalKeys<F extends Fields> = { [K in keyof F]: true extends F[K]["optional"] ? K : never }[keyof F];
type Show<T> = { [K in keyof T]: T[K] } & {};
/** The plain object that these fields hold. Optional ones may be left out or undefined. */
export type ValuesOf<F extends Fields> = Show<
  { readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]> } & {
    readonly [K in OptionalKeys<F>]?: ValueOf<F[K]> | undefined;
  }
>;

function required<T>(
  short: string,
  kind: string,
  write: (value: T) => AttributeValue,
  read: (raw: AttributeValue) => T | undefined,
): Codec<T, false> {
  return {
    short,
    kind,
    optional: false,
    write,
    read(raw) {
      const value = read(raw);
      assert(value !== undefined, `attribute ${short} is not stored as ${kind}`);
      return value;
    },
  };
}

export function text(short: string): Codec<string, false> {
  return required(
    short,
    "text",
    (value) => {
      assert(typeof value === "string" && value.isWellFormed(), `attribute ${short} must be well-formed text`);
      return { S: value };
    },
    (raw) => raw.S,
  );
}

function safeInteger(raw: AttributeValue): number | undefined {
  const value = raw.N === undefined ? Number.NaN : Number(raw.N);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A safe integer: counters, versions, sequences. Money is `money`. */
export function int(short: string): Codec<number, false> {
  return required(
    short,
    "int",
    (value) => {
      assert(Number.isSafeInteger(value), `attribute ${short} must be a safe integer`);
      return { N: String(value) };
    },
    safeInteger,
  );
}

/** 38 significant digits are all that DynamoDB keeps exactly. */
const MONEY_END = 10n ** 38n;

/** Minor units as bigint, exact to 38 digits. */
export function money(short: string): Codec<bigint, false> {
  return required(
    short,
    "money",
    (value) => {
      assert(typeof value === "bigint", `attribute ${short} must be a bigint`);
      assert(value < MONEY_END && value > -MONEY_END, `attribute ${short} must have at most 38 digits`);
      return { N: value.toString() };
    },
    (raw) => (raw.N !== undefined && /^-?\d+$/.test(raw.N) ? BigInt(raw.N) : undefined),
  );
}

export function flag(short: string): Codec<boolean, false> {
  return required(
    short,
    "flag",
    (value) => {
      assert(typeof value === "boolean", `attribute ${short} must be a boolean`);
      return { BOOL: value };
    },
    (raw) => raw.BOOL,
  );
}

/** Milliseconds since the epoch, UTC. */
export function time(short: string): Codec<number, false> {
  return required(
    short,
    "time",
    (value) => {
      assert(Number.isSafeInteger(value) && value >= 0, `attribute ${short} must be milliseconds`);
      return { N: String(value) };
    },
    safeInteger,
  );
}

/** One of a closed list of words; an unknown word in the table is a bug, not a value. */
export function oneOf<const W extends string>(short: string, words: readonly W[]): Codec<W, false> {
  const known: ReadonlySet<string> = new Set(words);
  return required(
    short,
    words.join(" | "),
    (value) => {
      assert(known.has(value), `attribute ${short} must be one of its words`);
      return { S: value };
    },
    (raw) => words.find((word) => word === raw.S),
  );
}

/** A map of fields with their own codecs, e.g. an address. */
export function record<const F extends Fields>(short: string, fields: F): Codec<ValuesOf<F>, false> {
  return required(
    short,
    `{ ${fieldNames(fields)} }`,
    (value) => ({ M: writeFields(fields, value) }),
    (raw) => (raw.M === undefined ? undefined : readFields(fields, raw.M)),
  );
}

/** A list of such maps, e.g. the legs of a journal: `list("lg", { account: text("a"), amount: money("m") })`. */
export function list<const F extends Fields>(short: string, fields: F): Codec<readonly ValuesOf<F>[], false> {
  return required(
    short,
    `[{ ${fieldNames(fields)} }]`,
    (values) => ({ L: values.map((value) => ({ M: writeFields(fields, value) })) }),
    (raw) => raw.L?.map(({ M }) => readFields(fields, M ?? {})),
  );
}

function fieldNames(fields: Fields): string {
  return Object.entries(fields)
    .map(([name, { short }]) => `${name} \`${short}\``)
    .join(", ");
}

/** Writes what is there; leaves out what is undefined where that is allowed. `elsewhere` are names stored by others. */
export function writeFields(
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
  elsewhere?: ReadonlySet<string>,
): RawItem {
  const raw: RawItem = {};
  for (const [name, codec] of Object.entries(fields)) {
    const value = values[name];
    if (value !== undefined) raw[codec.short] = codec.write(value);
    else assert(codec.optional, `${name} is required`);
  }
  for (const name of Object.keys(values)) {
    assert(Object.hasOwn(fields, name) || elsewhere?.has(name), `${name} is not a known attribute`);
  }
  return raw;
}

export function readFields<F extends Fields>(fields: F, raw: Readonly<RawItem>): ValuesOf<F> {
  const values: Record<string, unknown> = {};
  for (const [name, codec] of Object.entries(fields)) {
    const stored = raw[codec.short];
    if (stored !== undefined) values[name] = codec.read(stored);
    else assert(codec.optional, `${name} is missing in the stored item`);
  }
  return values as ValuesOf<F>;
}

/**
 * Plain data of any shape: M, L, S, N, BOOL, NULL. A bigint is stored as a number set of one, so that it
 * comes back as a bigint and a number as a number. Where the shape is known, `record` and `list` say more.
 */
export function json<T>(short: string): Codec<T, false> {
  return required(
    short,
    "json",
    (value: T) => writePlain(value, short),
    (raw) => readPlain(raw, short) as T,
  );
}

/** Any attribute that may be absent. */
export function optional<T>(codec: Codec<T, false>): Codec<T, true> {
  return { ...codec, optional: true };
}

function writePlain(value: unknown, short: string): AttributeValue {
  switch (typeof value) {
    case "string":
      assert(value.isWellFormed(), `attribute ${short} holds text that is not well-formed`);
      return { S: value };
    case "boolean":
      return { BOOL: value };
    case "bigint":
      assert(value < MONEY_END && value > -MONEY_END, `attribute ${short} holds more than 38 digits`);
      return { NS: [value.toString()] };
    case "number":
      assert(isStorable(value), `attribute ${short} holds a number that DynamoDB cannot keep`);
      return { N: String(value) };
    case "object":
      return writeObject(value, short);
    case "undefined":
    case "function":
    case "symbol":
      throw new TableBug(`attribute ${short} holds something that is no plain data`);
  }
}

/** DynamoDB's range is 1e-130 to 1e126; integers beyond 2^53 are refused because they are not exact already. */
function isStorable(value: number): boolean {
  if (Number.isInteger(value)) return Number.isSafeInteger(value);
  return Number.isFinite(value) && Math.abs(value) > 1e-100;
}

function writeObject(value: object | null, short: string): AttributeValue {
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map((element: unknown) => writePlain(element, short)) };
  const prototype: unknown = Object.getPrototypeOf(value);
  assert(
    prototype === Object.prototype || prototype === null,
    `attribute ${short} holds something that is no plain data`,
  );
  const defined = Object.entries(value).filter(([, element]) => element !== undefined);
  return { M: Object.fromEntries(defined.map(([name, element]) => [name, writePlain(element, short)])) };
}

function readPlain(raw: AttributeValue, short: string): unknown {
  if (raw.S !== undefined) return raw.S;
  if (raw.N !== undefined) return Number(raw.N);
  if (raw.BOOL !== undefined) return raw.BOOL;
  if (raw.NULL !== undefined) return null;
  if (raw.L !== undefined) return raw.L.map((element) => readPlain(element, short));
  if (raw.M !== undefined) {
    return Object.fromEntries(Object.entries(raw.M).map(([name, element]) => [name, readPlain(element, short)]));
  }
  const [big, ...rest] = raw.NS ?? [];
  assert(big !== undefined && rest.length === 0, `attribute ${short} holds a type that json does not write`);
  return BigInt(big);
}
