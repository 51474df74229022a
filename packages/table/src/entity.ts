import { readFields, writeFields } from "./codecs.ts";
import type { Codec, Fields, RawItem, ValueOf, ValuesOf } from "./codecs.ts";
import { assert, TableBug } from "./errors.ts";
import { buildKey, buildPrefix, parseKey, template } from "./keys.ts";
import type { ParamsOf, Template } from "./keys.ts";

/** Key templates of the one index, `gsi1`: sparse, keys only, for sweepers. */
export interface IndexKeys {
  readonly pk: string;
  readonly sk: string;
}

/** One kind of item of the table: its key templates and attributes. Made by `entity()`. */
export interface Entity<
  Pk extends string = string,
  Sk extends string = string,
  F extends Fields = Fields,
  X extends IndexKeys | undefined = IndexKeys | undefined,
> {
  readonly name: string;
  readonly version: number;
  readonly pk: Pk;
  readonly sk: Sk;
  readonly attributes: F;
  readonly index: X;
  /** The time attribute that `ttl` (seconds) follows. */
  readonly expires: string | undefined;
  readonly about: string | undefined;
  readonly lift: Lift | undefined;
  /** Names that the key stores, not an attribute. */
  readonly params: ReadonlySet<string>;
  readonly templates: Templates;
}

interface Templates {
  readonly pk: Template;
  readonly sk: Template;
  readonly indexPk: Template | undefined;
  readonly indexSk: Template | undefined;
}

/**
 * Fills what an item of an older schema version lacks, by attribute name. It only adds: what is stored wins.
 * A short name is therefore never given a new meaning; a new meaning takes a new short name.
 */
export type Lift = (stored: Readonly<RawItem>, from: number) => Readonly<Record<string, unknown>>;

export type AnyEntity = Entity;

type Show<T> = { [K in keyof T]: T[K] } & {};
type FieldsOf<E> = E extends { readonly attributes: infer F extends Fields } ? F : never;

/** The parameters of an entity's key; all text. */
export type KeyOf<E> =
  E extends Entity<infer Pk, infer Sk> ? { readonly [P in ParamsOf<Pk> | ParamsOf<Sk>]: string } : never;
export type PartitionOf<E> = E extends Entity<infer Pk> ? { readonly [P in ParamsOf<Pk>]: string } : never;
export type SortOf<E> = E extends Entity<string, infer Sk> ? { readonly [P in ParamsOf<Sk>]: string } : never;
/** The parameters of an entity's place in the index. */
export type IndexOf<E> = E extends { readonly index: infer X extends IndexKeys }
  ? { readonly [P in ParamsOf<X["pk"]> | ParamsOf<X["sk"]>]: string }
  : never;
export type IndexPartitionOf<E> = E extends { readonly index: infer X extends IndexKeys }
  ? { readonly [P in ParamsOf<X["pk"]>]: string }
  : never;

/** An item as the domain sees it: key parameters and attributes, by their full names. */
export type ItemOf<E> = Show<KeyOf<E> & ValuesOf<FieldsOf<E>>>;
export type AttributesOf<E> = FieldsOf<E>;
export type AttributeValueOf<E, K extends keyof FieldsOf<E>> = ValueOf<FieldsOf<E>[K]>;
export type OptionalNames<E> = {
  [K in keyof FieldsOf<E>]: true extends FieldsOf<E>[K]["optional"] ? K : never;
}[keyof FieldsOf<E>] &
  string;
export type TimeNames<F extends Fields> = { [K in keyof F]: F[K] extends Codec<number> ? K : never }[keyof F] & string;

export const RESERVED = ["pk", "sk", "t", "sv", "ttl", "g1p", "g1s"] as const;

interface EntityDefinition<Pk extends string, Sk extends string, F extends Fields, X extends IndexKeys | undefined> {
  readonly version: number;
  readonly pk: Pk;
  readonly sk: Sk;
  readonly attributes: F;
  /** Where items appear in the index when a write says so. */
  readonly index?: X;
  /** A time attribute: DynamoDB collects the item some time after it. Expiry itself is a condition, never the TTL. */
  readonly expires?: TimeNames<F>;
  readonly lift?: Lift;
  /** One sentence for `docs/table.md`. */
  readonly about?: string;
}

/** Declares one kind of item. Every item also carries `t` (its name) and `sv` (its schema version). */
export function entity<
  const Pk extends string,
  const Sk extends string,
  const F extends Fields,
  const X extends IndexKeys | undefined = undefined,
>(name: string, definition: EntityDefinition<Pk, Sk, F, X>): Entity<Pk, Sk, F, X> {
  const { version, pk, sk, attributes, index, expires, lift, about } = definition;
  assert(Number.isInteger(version) && version > 0, `${name}: versions count from 1`);
  const templates: Templates = {
    pk: template(pk),
    sk: template(sk),
    indexPk: index === undefined ? undefined : template(index.pk),
    indexSk: index === undefined ? undefined : template(index.sk),
  };
  const params = new Set([...templates.pk.params, ...templates.sk.params]);
  checkNames(name, attributes, params);
  return { name, version, pk, sk, attributes, index: index as X, expires, about, lift, params, templates };
}

function checkNames(entityName: string, attributes: Fields, params: ReadonlySet<string>): void {
  const shorts = new Set<string>(RESERVED);
  for (const [name, { short }] of Object.entries(attributes)) {
    assert(/^[A-Za-z][A-Za-z0-9]*$/.test(short), `${entityName}: ${short} is no short name`);
    assert(!shorts.has(short), `${entityName}: short name ${short} is taken`);
    assert(!params.has(name), `${entityName}: ${name} is a key parameter, which the key itself stores`);
    shorts.add(short);
  }
}

export interface RawKey {
  readonly pk: string;
  readonly sk: string;
}

export function rawKey(of: AnyEntity, key: Readonly<Record<string, unknown>>): RawKey {
  return { pk: buildKey(of.templates.pk, key), sk: buildKey(of.templates.sk, key) };
}

/** The sort key, or its beginning when the later parameters are left out: for `prefix`, `from` and `to` of a query. */
export function sortKey<E extends AnyEntity>(of: E, params: Partial<SortOf<E>>): string {
  return buildPrefix(of.templates.sk, params);
}

export function indexTemplates(of: AnyEntity): { readonly pk: Template; readonly sk: Template } {
  const { indexPk, indexSk } = of.templates;
  assert(indexPk !== undefined && indexSk !== undefined, `${of.name} has no place in the index`);
  return { pk: indexPk, sk: indexSk };
}

export function rawIndex(of: AnyEntity, params: Readonly<Record<string, unknown>>): { g1p: string; g1s: string } {
  const { pk, sk } = indexTemplates(of);
  return { g1p: buildKey(pk, params), g1s: buildKey(sk, params) };
}

/** `ttl` is in seconds and rounded up: garbage collection never comes before the expiry. */
export function ttlOf(expiresAtMs: number): RawItem {
  return { ttl: { N: String(Math.ceil(expiresAtMs / 1_000)) } };
}

/** The item as it is stored. */
export function encode<E extends AnyEntity>(of: E, item: ItemOf<E>, index?: IndexOf<E>): RawItem {
  return encodeAny(of, item, index);
}

export function encodeAny(
  of: AnyEntity,
  item: Readonly<Record<string, unknown>>,
  index: Readonly<Record<string, unknown>> | undefined,
): RawItem {
  const { pk, sk } = rawKey(of, item);
  const raw: RawItem = { pk: { S: pk }, sk: { S: sk }, t: { S: of.name }, sv: { N: String(of.version) } };
  Object.assign(
    raw,
    within(of, () => writeFields(of.attributes, item, of.params)),
  );
  const expiresAtMs = of.expires === undefined ? undefined : item[of.expires];
  if (typeof expiresAtMs === "number") Object.assign(raw, ttlOf(expiresAtMs));
  if (index !== undefined) {
    const { g1p, g1s } = rawIndex(of, index);
    Object.assign(raw, { g1p: { S: g1p }, g1s: { S: g1s } });
  }
  return raw;
}

/** Reads a stored item (or a stream image) back. An item of another type is a bug. */
export function decode<E extends AnyEntity>(of: E, raw: Readonly<RawItem>): ItemOf<E> {
  return within(of, () => {
    assert(typeOf(raw) === of.name, `expected type ${of.name}, found ${typeOf(raw) ?? "none"}`);
    const key = readKey(of, { pk: raw["pk"]?.S ?? "", sk: raw["sk"]?.S ?? "" });
    const version = Number(raw["sv"]?.N);
    assert(Number.isInteger(version), "the stored item has no schema version");
    const stored = of.lift === undefined || version >= of.version ? raw : lifted(of, of.lift, raw, version);
    return { ...key, ...readFields(of.attributes, stored) } as ItemOf<E>;
  });
}

function lifted(of: AnyEntity, lift: Lift, raw: Readonly<RawItem>, version: number): RawItem {
  const added: RawItem = {};
  for (const [name, value] of Object.entries(lift(raw, version))) {
    const codec = of.attributes[name];
    assert(codec !== undefined, `lift gives ${name}, which is no attribute`);
    if (value !== undefined) added[codec.short] = codec.write(value);
  }
  return { ...added, ...raw };
}

/** What kind of item this is: the entity's name. */
export function typeOf(raw: Readonly<RawItem>): string | undefined {
  return raw["t"]?.S;
}

export function readKey(of: AnyEntity, { pk, sk }: RawKey): Record<string, string> {
  const partition = parseKey(of.templates.pk, pk);
  const sort = parseKey(of.templates.sk, sk);
  assert(partition !== undefined && sort !== undefined, "the stored key does not fit the template");
  for (const [name, value] of Object.entries(sort)) {
    assert((partition[name] ?? value) === value, `the two halves of the stored key disagree on ${name}`);
  }
  return { ...partition, ...sort };
}

/** Says whose item it was when a codec complains. */
export function within<T>(of: AnyEntity, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof TableBug)) throw error;
    throw new TableBug(`${of.name}: ${error.message}`, { ...error.context, entity: of.name });
  }
}
