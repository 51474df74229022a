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

function wireKey({ pk, sk }: RawKey): RawItem {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** One item, or undefined. */
export async function getItem<E extends AnyEntity>(
  of: E,
  key: KeyOf<E>,
  { consistent = true }: ReadOptions = {},
): Promise<ItemOf<E> | undefined> {
  const input = {
    TableName: tableOf(),
    Key: wireKey(rawKey(of, key as Record<string, unknown>)),
    ConsistentRead: consistent,
  };
  const raw = await persist({ operation: "GetItem", budgetMs: undefined, context: { entity: of.name } }, async () => ({
    answer: (await clientOf().send(new GetItemCommand(input))).Item,
  }));
  return raw === undefined ? undefined : decode(of, raw);
}

/** Where an item is: for `batchGet`, also across domains. */
export interface KeyRef extends RawKey {
  readonly entity: string;
}

export function keyOf<E extends AnyEntity>(of: E, key: KeyOf<E>): KeyRef {
  return { entity: of.name, ...rawKey(of, key as Record<string, unknown>) };
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
      const where = place(rawKey(of, key as Record<string, unknown>));
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
  /** Sort keys up to here, itself included. */
  readonly to?: string | undefined;
  readonly descending?: boolean | undefined;
  readonly limit: number;
  /** The `last` of the page before. */
  readonly after?: string | undefined;
}

/** Sorts after every key that a template makes: no text in use contains the last code point of Unicode. */
const END = "\u{10FFFF}";

/** Items of one kind in one partition, in the order of their sort keys. `last` is absent on the last page. */
export async function queryItems<E extends AnyEntity>(
  of: E,
  partition: PartitionOf<E>,
  range: Range & ReadOptions,
): Promise<{ readonly items: readonly ItemOf<E>[]; readonly last?: string }> {
  const pk = buildKey(of.templates.pk, partition as Record<string, unknown>);
  const { raws, more } = await query(
    of,
    {
      ...keyCondition("pk", "sk", pk, of.templates.sk, range),
      ConsistentRead: range.consistent ?? true,
      ...(range.after === undefined ? {} : { ExclusiveStartKey: wireKey({ pk, sk: range.after }) }),
    },
    range,
  );
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
  const g1p = buildKey(templates.pk, partition as Record<string, unknown>);
  const { raws, more } = await query(
    of,
    {
      IndexName: "g1",
      ...keyCondition("g1p", "g1s", g1p, templates.sk, range),
      ...(range.after === undefined ? {} : { ExclusiveStartKey: indexStart(g1p, range.after) }),
    },
    range,
  );
  const last = raws.at(-1);
  const keys = raws.map((raw) => readKey(of, keyIn(raw)) as KeyOf<E>);
  return { keys, ...(more && last !== undefined ? { last: indexPosition(last) } : {}) };
}

/** A place in the index is three texts: many items share a sort key there. */
function indexPosition(raw: Readonly<RawItem>): string {
  const { pk, sk } = keyIn(raw);
  return JSON.stringify([raw["g1s"]?.S, pk, sk]);
}

function indexStart(g1p: string, position: string): RawItem {
  const parts: unknown = JSON.parse(position);
  assert(Array.isArray(parts), "a position in the index is three texts");
  const [g1s, pk, sk] = parts as readonly unknown[];
  assert(typeof g1s === "string" && typeof pk === "string" && typeof sk === "string", "a position is three texts");
  return { g1p: { S: g1p }, g1s: { S: g1s }, ...wireKey({ pk, sk }) };
}

function keyCondition(pkName: string, skName: string, pk: string, sk: Template, range: Range) {
  const head = buildPrefix(sk, {});
  for (const bound of [range.prefix, range.from, range.to]) {
    assert(bound === undefined || bound.startsWith(head), `a range of ${sk.source} stays under ${head}`);
  }
  const values: RawItem = { ":p": { S: pk } };
  const condition = sortCondition(skName, sk, head, range, values);
  return {
    KeyConditionExpression: `${pkName} = :p${condition}`,
    ExpressionAttributeValues: values,
  };
}

function sortCondition(name: string, sk: Template, head: string, range: Range, values: RawItem): string {
  const { prefix, from, to } = range;
  assert(prefix === undefined || (from === undefined && to === undefined), "a range has a prefix or bounds, not both");
  if (from !== undefined || to !== undefined) {
    values[":f"] = { S: from ?? (head === "" ? "\u0001" : head) };
    values[":t"] = { S: to ?? head + END };
    return ` AND ${name} BETWEEN :f AND :t`;
  }
  const start = prefix ?? head;
  if (start === "") return "";
  values[":s"] = { S: start };
  return sk.params.length === 0 ? ` AND ${name} = :s` : ` AND begins_with(${name}, :s)`;
}

type Question = Omit<QueryCommandInput, "TableName" | "Limit" | "ScanIndexForward">;

/** Asks until the page is full or the range is at its end: DynamoDB cuts pages at 1 MB too. */
async function query(of: AnyEntity, question: Question, { limit, descending = false }: Range) {
  assert(Number.isInteger(limit) && limit > 0, "a page has a limit");
  const raws: RawItem[] = [];
  let start = question.ExclusiveStartKey;
  return persist({ operation: "Query", budgetMs: undefined, context: { entity: of.name } }, async () => {
    do {
      const answer = await clientOf().send(
        new QueryCommand({
          ...question,
          TableName: tableOf(),
          Limit: limit - raws.length,
          ScanIndexForward: !descending,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      raws.push(...(answer.Items ?? []));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined && raws.length < limit);
    return { answer: { raws, more: start !== undefined } };
  });
}
