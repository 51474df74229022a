import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { RawItem, ValueOf } from "./codecs.ts";
import { rawIndex, ttlOf, within } from "./entity.ts";
import type { AnyEntity, AttributesOf } from "./entity.ts";
import { assert } from "./errors.ts";

const COMPARISONS = { equals: "=", differs: "<>", atLeast: ">=", atMost: "<=", above: ">", below: "<" } as const;
type Comparison = keyof typeof COMPARISONS;

/** About the item itself. */
export interface Existence {
  readonly is: "absent" | "present";
}
/** About one attribute. */
export interface Clause<A extends string = string, V = unknown> {
  readonly is: Comparison | "missing" | "has" | "among";
  readonly attribute: A;
  readonly values: readonly V[];
}
export interface AnyOf<C = Condition> {
  readonly is: "anyOf";
  readonly of: readonly C[];
}
export interface AllOf<C = Condition> {
  readonly is: "allOf";
  readonly of: readonly C[];
}
export type Condition = Existence | Clause | AnyOf | AllOf;

type Attributes<E> = AttributesOf<E>;
type ClauseFor<E> = {
  [K in keyof Attributes<E> & string]: Clause<K, ValueOf<Attributes<E>[K]>>;
}[keyof Attributes<E> & string];
/** Conditions that name attributes of this entity and compare them with values of their type. */
export type ConditionFor<E> = Existence | ClauseFor<E> | AnyOf<ConditionFor<E>> | AllOf<ConditionFor<E>>;

/** No item has this key. */
export const absent = (): Existence => ({ is: "absent" });
/** An item has this key. */
export const present = (): Existence => ({ is: "present" });

const clause =
  (is: Comparison) =>
  <const A extends string, const V>(attribute: A, value: V): Clause<A, V> => ({ is, attribute, values: [value] });

/** Comparisons are false when the attribute is absent; only `differs` is true then. */
export const equals = clause("equals");
export const differs = clause("differs");
export const atLeast = clause("atLeast");
export const atMost = clause("atMost");
export const above = clause("above");
export const below = clause("below");

export const missing = <const A extends string>(attribute: A): Clause<A, never> => ({
  is: "missing",
  attribute,
  values: [],
});
export const has = <const A extends string>(attribute: A): Clause<A, never> => ({ is: "has", attribute, values: [] });
export const among = <const A extends string, const V>(attribute: A, values: readonly V[]): Clause<A, V> => ({
  is: "among",
  attribute,
  values,
});
export const anyOf = <C>(of: readonly C[]): AnyOf<C> => ({ is: "anyOf", of });
export const allOf = <C>(of: readonly C[]): AllOf<C> => ({ is: "allOf", of });

/** The wire's form of conditions and changes: placeholders `#short` for names, `:0`… for values. */
export interface Expressions {
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: RawItem;
}

/** What an update does, by attribute names; typed for its entity by `update()`. */
export interface Changes {
  readonly set?: Readonly<Record<string, unknown>> | undefined;
  readonly add?: Readonly<Record<string, unknown>> | undefined;
  readonly remove?: readonly string[] | undefined;
  readonly index?: Readonly<Record<string, unknown>> | null | undefined;
}

class Writing {
  readonly names: Record<string, string> = {};
  readonly values: RawItem = {};
  readonly entity: AnyEntity;

  constructor(entity: AnyEntity) {
    this.entity = entity;
  }

  short(name: string): string {
    this.names[`#${name}`] = name;
    return `#${name}`;
  }

  raw(value: AttributeValue): string {
    const placeholder = `:${Object.keys(this.values).length}`;
    this.values[placeholder] = value;
    return placeholder;
  }

  attribute(name: string): string {
    return this.short(this.codec(name).short);
  }

  value(name: string, value: unknown): string {
    assert(value !== undefined, `${name} is compared with or set to undefined`);
    return this.raw(this.codec(name).write(value));
  }

  codec(name: string) {
    const codec = Object.hasOwn(this.entity.attributes, name) ? this.entity.attributes[name] : undefined;
    assert(codec !== undefined, `there is no attribute ${name}`);
    return codec;
  }
}

/** Compiles conditions (all must hold) and changes into one request's expressions. */
export function compile(of: AnyEntity, when: readonly Condition[], changes?: Changes): Expressions {
  const writing = new Writing(of);
  const update = changes === undefined ? undefined : within(of, () => compileChanges(writing, changes));
  const condition = within(of, () => when.map((one) => compileCondition(writing, one)).join(" AND "));
  return {
    ...(update === undefined ? {} : { UpdateExpression: update }),
    ...(condition === "" ? {} : { ConditionExpression: condition }),
    ...(Object.keys(writing.names).length === 0 ? {} : { ExpressionAttributeNames: writing.names }),
    ...(Object.keys(writing.values).length === 0 ? {} : { ExpressionAttributeValues: writing.values }),
  };
}

function compileCondition(writing: Writing, condition: Condition): string {
  if (!("of" in condition) && !("attribute" in condition)) {
    return condition.is === "absent" ? "attribute_not_exists(pk)" : "attribute_exists(pk)";
  }
  if ("attribute" in condition) return compileClause(writing, condition);
  assert(condition.of.length > 0, `${condition.is} of nothing`);
  const parts = condition.of.map((one) => compileCondition(writing, one));
  const [first = ""] = parts;
  // DynamoDB refuses parentheses around parentheses.
  return parts.length === 1 ? first : `(${parts.join(condition.is === "anyOf" ? " OR " : " AND ")})`;
}

function compileClause(writing: Writing, { is, attribute, values }: Clause): string {
  const path = writing.attribute(attribute);
  if (is === "missing") return `attribute_not_exists(${path})`;
  if (is === "has") return `attribute_exists(${path})`;
  if (is !== "among") return `${path} ${COMPARISONS[is]} ${writing.value(attribute, values[0])}`;
  assert(values.length > 0 && values.length <= 100, "among takes 1 to 100 values");
  return `${path} IN (${values.map((value) => writing.value(attribute, value)).join(", ")})`;
}

/** `t` and `sv` are written too when the update makes the item. */
function compileChanges(writing: Writing, { set = {}, add = {}, remove = [], index }: Changes): string {
  const of = writing.entity;
  const once = (name: string, value: AttributeValue) => {
    const path = writing.short(name);
    return `${path} = if_not_exists(${path}, ${writing.raw(value)})`;
  };
  const sets = Object.entries(set).map(([name, value]) => `${writing.attribute(name)} = ${writing.value(name, value)}`);
  sets.push(once("t", { S: of.name }), once("sv", { N: String(of.version) }));
  const adds = Object.entries(add).map(([name, value]) => `${writing.attribute(name)} ${writing.value(name, value)}`);
  const removes = remove.map((name) => {
    assert(writing.codec(name).optional, `${name} is not optional`);
    return writing.attribute(name);
  });
  const expires = of.expires;
  if (expires !== undefined) {
    assert(!Object.hasOwn(add, expires), `${expires} is set, not added to`);
    const expiresAtMs = set[expires];
    if (typeof expiresAtMs === "number") {
      for (const ttl of Object.values(ttlOf(expiresAtMs))) sets.push(`${writing.short("ttl")} = ${writing.raw(ttl)}`);
    } else if (remove.includes(expires)) removes.push(writing.short("ttl"));
  }
  if (index === null) removes.push(writing.short("g1p"), writing.short("g1s"));
  else if (index !== undefined) {
    const { g1p, g1s } = rawIndex(of, index);
    sets.push(`${writing.short("g1p")} = ${writing.raw({ S: g1p })}`);
    sets.push(`${writing.short("g1s")} = ${writing.raw({ S: g1s })}`);
  }
  return [
    `SET ${sets.join(", ")}`,
    ...(removes.length === 0 ? [] : [`REMOVE ${removes.join(", ")}`]),
    ...(adds.length === 0 ? [] : [`ADD ${adds.join(", ")}`]),
  ].join(" ");
}
