import type { RawItem, ValueOf } from "./codecs.ts";
import { encodeAny, rawKey } from "./entity.ts";
import type { AnyEntity, AttributesOf, IndexOf, ItemOf, KeyOf, OptionalNames, RawKey } from "./entity.ts";
import { assert } from "./errors.ts";
import { compile } from "./expressions.ts";
import type { Condition, ConditionFor, Expressions } from "./expressions.ts";

/**
 * One write, ready to be sent: plain data, made without touching the table. What was asked stays readable
 * by its full names (`item`, `set`, `when`…), `wire` is what DynamoDB gets.
 */
export interface Write<E extends AnyEntity = AnyEntity> {
  readonly kind: "put" | "update" | "remove" | "check";
  readonly entity: E;
  /** The name of the rule that `when` states; a transaction reports a failure under it. */
  readonly rule: string | undefined;
  readonly key: RawKey;
  readonly when: readonly Condition[];
  readonly item?: Readonly<Record<string, unknown>>;
  readonly set?: Readonly<Record<string, unknown>> | undefined;
  readonly add?: Readonly<Record<string, unknown>> | undefined;
  readonly remove?: readonly string[] | undefined;
  /** Its place in the index; null takes it out. */
  readonly index?: Readonly<Record<string, string>> | null | undefined;
  readonly wire: Wire;
}

export interface Wire extends Expressions {
  readonly Key?: RawItem;
  readonly Item?: RawItem;
}

type Values<E> = { readonly [K in keyof AttributesOf<E>]?: ValueOf<AttributesOf<E>[K]> };
type Sums<E> = {
  readonly [K in keyof AttributesOf<E> as ValueOf<AttributesOf<E>[K]> extends number | bigint ? K : never]?: ValueOf<
    AttributesOf<E>[K]
  >;
};

export interface PutOptions<E> {
  readonly rule?: string | undefined;
  /** Without conditions the item replaces whatever is there. */
  readonly when?: readonly ConditionFor<E>[];
  readonly index?: IndexOf<E> | undefined;
}

export interface UpdateOptions<E> {
  readonly rule?: string | undefined;
  /** Nothing here means nothing is asked, not even that the item exists: the update then makes it. */
  readonly when: readonly ConditionFor<E>[];
  readonly set?: Values<E>;
  /** Blind arithmetic; an absent attribute counts as 0. Not repeatable: a lost answer may count twice. */
  readonly add?: Sums<E>;
  readonly remove?: readonly OptionalNames<E>[];
  readonly index?: IndexOf<E> | null | undefined;
}

export interface RemoveOptions<E> {
  readonly rule?: string | undefined;
  readonly when?: readonly ConditionFor<E>[];
}

export interface CheckOptions<E> {
  readonly rule: string;
  readonly when: readonly ConditionFor<E>[];
}

function wireKey({ pk, sk }: RawKey): RawItem {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** The conditions once more, without their types: `ConditionFor<E>` has been checked by then. */
function plain(when: readonly unknown[] | undefined): readonly Condition[] {
  return (when ?? []) as readonly Condition[];
}

/** Writes a whole item. */
export function put<E extends AnyEntity>(of: E, item: ItemOf<E>, options: PutOptions<E> = {}): Write<E> {
  const values = item as Readonly<Record<string, unknown>>;
  const when = plain(options.when);
  return {
    kind: "put",
    entity: of,
    rule: options.rule,
    key: rawKey(of, values),
    when,
    item: values,
    index: options.index,
    wire: { Item: encodeAny(of, values, options.index), ...compile(of, when) },
  };
}

/** Changes some attributes of an item. */
export function update<E extends AnyEntity>(of: E, key: KeyOf<E>, options: UpdateOptions<E>): Write<E> {
  const when = plain(options.when);
  const raw = rawKey(of, key);
  const { rule, set, add, remove: gone, index } = options;
  const changes = { set, add, remove: gone, index };
  return {
    kind: "update",
    entity: of,
    rule,
    key: raw,
    when,
    ...changes,
    wire: { Key: wireKey(raw), ...compile(of, when, changes) },
  };
}

/** Deletes an item. */
export function remove<E extends AnyEntity>(of: E, key: KeyOf<E>, options: RemoveOptions<E> = {}): Write<E> {
  return keyed("remove", of, key, options.rule, plain(options.when));
}

/** Writes nothing; the transaction fails when the conditions do not hold. */
export function check<E extends AnyEntity>(of: E, key: KeyOf<E>, options: CheckOptions<E>): Write<E> {
  assert(options.when.length > 0, `${of.name}: a check without conditions checks nothing`);
  return keyed("check", of, key, options.rule, plain(options.when));
}

function keyed<E extends AnyEntity>(
  kind: "remove" | "check",
  of: E,
  key: KeyOf<E>,
  rule: string | undefined,
  when: readonly Condition[],
): Write<E> {
  const raw = rawKey(of, key);
  return { kind, entity: of, rule, key: raw, when, wire: { Key: wireKey(raw), ...compile(of, when) } };
}
