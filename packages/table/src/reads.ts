import { BatchGetItemCommand, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { clientOf, tableOf } from "./client.ts";
import type { RawItem } from "./codecs.ts";
import { decode, indexTemplates, rawKey, readKey } from "./entity.ts";
import type { AnyEntity, IndexPartitionOf, ItemOf, KeyOf, PartitionOf, RawKey } from "./entity.ts";
import { assert } from "./errors.ts";
import { buildKey, buildPrefix } from "./keys.ts";
import type { Template } from "./keys.ts";
import { persist } from "./retry.ts";
import type { Attempt } from "./retry.ts";

export interface ReadOptions {
  /** Strongly consistent unless this says false (half the price, perhaps a second old). */
  readonly consistent?: boolean;
}

export interface GetOptions extends ReadOptions {
  /** How long to keep trying through throttling and lost answers. */
  readonly budgetMs?: number;
}

function wireKey({ pk, sk }: RawKey): RawItem {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** One item, or undefined. */
export async function getItem<E extends AnyEntity>(
  of: E,
  key: KeyOf<E>,
  { consistent = true, budgetMs }: GetOptions = {},
): Promise<ItemOf<E> | undefined> {
  const input = {
    TableName: tableOf(),
    Key: wireKey(rawKey(of, key)),
    ConsistentRead: consistent,
  };
  const raw = await persist({ operation: "GetItem", budgetMs, context: { entity: of.name } }, async () => ({
    answer: (await clientOf().send(new GetItemCommand(input))).Item,
  }));
  return raw === undefined ? undefined : decode(of, raw);
}

/** Where an item is: for `batchGet`, also across domains. */
export interface KeyRef extends RawKey {
  readonly entity: string;
}

export function keyOf<E extends AnyEntity>(of: E, key: KeyOf<E>): KeyRef {
  return { entity: of.name, ...rawKey(of, key) };
}

/** What `batchGet` found. Asking for a key that was not read is a bug, not an absent item. */
export interface Found {
  get<E extends AnyEntity>(of: E, key: KeyOf<E>): ItemOf<E> | undefined;
}

const place = ({ pk, sk }: RawKey): string => JSON.stringify([pk, sk]);
const BATCH_MAX = 100;

/** Up to 100 items in one round trip; the same key may be asked for twice. Each item is read by itself, not as a snapshot. */
export async function batchGet(refs: readonly KeyRef[], { consistent = true }: ReadOptions = {}): Promise<Found> {
  const asked = new Map(refs.map((ref) => [place(ref), ref]));
  assert(asked.size <= BATCH_MAX, `a batch has at most ${BATCH_MAX} keys`);
  const found = new Map<string, RawItem>();
  let left: RawItem[] = [...asked.values()].map(wireKey);
  const context = { entities: [...new Set(refs.map(({ entity }) => entity))] };
  if (left.length > 0) {
    await persist(
      { operation: "BatchGetItem", budgetMs: undefined, context },
      async (): Promise<Attempt<undefined>> => {
        const table = tableOf();
        const RequestItems = { [table]: { Keys: left, ConsistentRead: consistent } };
        const answer = await clientOf().send(new BatchGetItemCommand({ RequestItems }));
        for (const raw of answer.Responses?.[table] ?? []) found.set(place(keyIn(raw)), raw);
        left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
        return left.length === 0 ? { answer: undefined } : { again: "UnprocessedKeys" };
      },
    );
  }
  return {
    get(of, key) {
      const where = place(rawKey(of, key));
      assert(asked.has(where), `this ${of.name} was not in the batch`);
      const raw = found.get(where);
      return raw === undefined ? undefined : decode(of, raw);
    },
  };
}

function keyIn(raw: Readonly<RawItem>): RawKey {
  const [pk, sk] = [raw["pk"]?.S, raw["sk"]?.S];
  assert(pk !== undefined && sk !== undefined, "a stored item has its key");
  return { pk, sk };
}

export interface Range {
  /** Sort keys that begin with this, e.g. `sortKey(entry, { currency })`. */
  readonly prefix?: string | undefined;
  /** Sort keys from here on, itself included. */
  readonly from?: string | undefined;
  /** Sort keys up to here, itself and all that begin with it included. */
  readonly to?: string | undefined;
  readonly descending?: boolean | undefined;
  readonly limit: number;
  /** The `last` of the page before. */
  readonly after?: string | undefined;
}

/** Items of one kind in one partition, in the order of their sort keys. Pages are full; the last one has no `last`. */
export async function queryItems<E extends AnyEntity>(
  of: E,
  partition: PartitionOf<E>,
  range: Range & ReadOptions,
): Promise<{ readonly items: readonly ItemOf<E>[]; readonly last?: string }> {
  const pk = buildKey(of.templates.pk, partition);
  const bounds = boundsOf(of.templates.sk, range);
  const side = sideOf(range.after, bounds, range);
  if (side === "past") return { items: [] };
  const start = side === "before" || range.after === undefined ? undefined : wireKey({ pk, sk: range.after });
  const { raws, more } = await query(of, range, start, {
    ...keyCondition({ name: "pk", value: pk }, "sk", bounds),
    ConsistentRead: range.consistent ?? true,
  });
  const last = raws.at(-1);
  return { items: raws.map((raw) => decode(of, raw)), ...(more && last !== undefined ? { last: keyIn(last).sk } : {}) };
}

/** Keys of one kind from one partition of the index: always a moment old, so look at the item before acting on it. */
export async function queryIndex<E extends AnyEntity>(
  of: E,
  partition: IndexPartitionOf<E>,
  range: Range,
): Promise<{ readonly keys: readonly KeyOf<E>[]; readonly last?: string }> {
  const templates = indexTemplates(of);
  const g1p = buildKey(templates.pk, partition);
  const bounds = boundsOf(templates.sk, range);
  const after = range.after === undefined ? undefined : indexPosition(range.after);
  const side = sideOf(after?.g1s, bounds, range);
  if (side === "past") return { keys: [] };
  const start: RawItem | undefined =
    side === "before" || after === undefined
      ? undefined
      : { g1p: { S: g1p }, g1s: { S: after.g1s }, ...wireKey(after) };
  const { raws, more } = await query(of, range, start, {
    IndexName: "gsi1",
    ...keyCondition({ name: "g1p", value: g1p }, "g1s", bounds),
  });
  const last = raws.at(-1);
  const keys = raws.map((raw) => readKey(of, keyIn(raw)) as KeyOf<E>);
  return { keys, ...(more && last !== undefined ? { last: indexText(last) } : {}) };
}

/** A place in the index is three texts: many items may share a sort key there. */
function indexText(raw: Readonly<RawItem>): string {
  const { pk, sk } = keyIn(raw);
  return JSON.stringify([raw["g1s"]?.S, pk, sk]);
}

function indexPosition(text: string): RawKey & { readonly g1s: string } {
  const parts: unknown = JSON.parse(text);
  const [g1s, pk, sk] = Array.isArray(parts) ? (parts as readonly unknown[]) : [];
  assert(typeof g1s === "string" && typeof pk === "string" && typeof sk === "string", "a position is three texts");
  return { g1s, pk, sk };
}

interface Bounds {
  readonly from: string;
  readonly to: string;
  /** The condition on the sort key as far as `begins_with` or `=` can say it. */
  readonly exact: boolean;
  readonly prefix: string | undefined;
}

/** Whatever is asked, only keys of this template come: the beginning that they share is always part of the range. */
function boundsOf(sk: Template, { prefix, from, to }: Range): Bounds {
  const head = buildPrefix(sk, {});
  for (const bound of [prefix, from, to]) {
    assert(bound === undefined || bound.startsWith(head), `a range of ${sk.source} stays under ${head}`);
  }
  assert(prefix === undefined || (from === undefined && to === undefined), "a range has a prefix or bounds, not both");
  const start = prefix ?? head;
  const bounded = from !== undefined || to !== undefined;
  return {
    // A sort key is never empty, and DynamoDB takes no empty bound.
    from: from ?? (start === "" ? FIRST : start),
    to: (to ?? start) + END,
    exact: sk.params.length === 0,
    prefix: bounded ? undefined : start,
  };
}

const FIRST = "\u0000";
/** Sorts after every key that a template makes: no text in use contains the last code point of Unicode. */
const END = "\u{10FFFF}";

/**
 * A page may go on from a place that the range has left meanwhile (its bounds move with the time); DynamoDB
 * refuses such a start. Before the range: begin at its beginning. Past it, or in a range of nothing: no more.
 */
function sideOf(
  position: string | undefined,
  { from, to }: Bounds,
  { descending = false }: Range,
): "before" | "inside" | "past" {
  if (compare(from, to) > 0) return "past";
  if (position === undefined) return "before";
  const below = compare(position, from) < 0;
  if (!below && compare(position, to) <= 0) return "inside";
  return below === descending ? "past" : "before";
}

/** By bytes of UTF-8, as DynamoDB sorts text. */
const compare = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function keyCondition(partition: { readonly name: string; readonly value: string }, sortName: string, bounds: Bounds) {
  const { from, to, exact, prefix } = bounds;
  const whole = `${partition.name} = :p`;
  const p = { ":p": { S: partition.value } };
  if (prefix === undefined) {
    return {
      KeyConditionExpression: `${whole} AND ${sortName} BETWEEN :f AND :t`,
      ExpressionAttributeValues: { ...p, ":f": { S: from }, ":t": { S: to } },
    };
  }
  if (prefix === "") return { KeyConditionExpression: whole, ExpressionAttributeValues: p };
  return {
    KeyConditionExpression: `${whole} AND ${exact ? `${sortName} = :s` : `begins_with(${sortName}, :s)`}`,
    ExpressionAttributeValues: { ...p, ":s": { S: prefix } },
  };
}

/**
 * Asks until the page is full or the range at its end: DynamoDB cuts pages at 1 MB too. One item more than the
 * page holds tells whether another page follows.
 */
async function query(
  of: AnyEntity,
  { limit, descending = false }: Range,
  first: RawItem | undefined,
  question: Omit<QueryCommandInput, "TableName">,
): Promise<{ readonly raws: readonly RawItem[]; readonly more: boolean }> {
  assert(Number.isInteger(limit) && limit > 0, "a page has a limit");
  const raws: RawItem[] = [];
  let start = first;
  const common = { ...question, TableName: tableOf(), ScanIndexForward: !descending };
  await persist({ operation: "Query", budgetMs: undefined, context: { entity: of.name } }, async () => {
    do {
      const Limit = limit + 1 - raws.length;
      const input = { ...common, Limit, ...(start === undefined ? {} : { ExclusiveStartKey: start }) };
      const answer = await clientOf().send(new QueryCommand(input));
      raws.push(...(answer.Items ?? []));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined && raws.length <= limit);
    return { answer: undefined };
  });
  return { raws: raws.slice(0, limit), more: raws.length > limit };
}
