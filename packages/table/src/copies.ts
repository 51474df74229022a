import {
  BatchGetItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { clientOf, tableOf } from "./client.ts";
import type { RawItem } from "./codecs.ts";
import type { RawKey } from "./entity.ts";
import { assert } from "./errors.ts";
import { putRequests } from "./put-all.ts";
import { type Attempt, persist } from "./retry.ts";

/**
 * Tables beside the one that is connected: a restored copy of it, or one that is being made anew. Items are raw, as
 * stored, and reads strongly consistent. Nothing here is a transaction: whoever stops half-way does it again.
 */

export type { RawKey } from "./entity.ts";
export { scanPage } from "./audit.ts";

/** Name of the table that is connected. */
export const connectedTable = tableOf;

const wireKey = ({ pk, sk }: RawKey): RawItem => ({ pk: { S: pk }, sk: { S: sk } });

export function keyIn(item: Readonly<RawItem>): RawKey {
  const [pk, sk] = [item["pk"]?.S, item["sk"]?.S];
  assert(pk !== undefined && sk !== undefined, "a stored item has its key");
  return { pk, sk };
}

export async function getFrom(table: string, key: RawKey): Promise<RawItem | undefined> {
  const input = { TableName: table, Key: wireKey(key), ConsistentRead: true };
  return persist({ operation: "GetItem", budgetMs: undefined, context: {} }, async () => ({
    answer: (await clientOf().send(new GetItemCommand(input))).Item,
  }));
}

/** What one BatchGetItem takes. */
const BATCH_MAX = 100;

/** Those of them that are there, in no order. A key may be named twice. */
export async function getAllFrom(table: string, keys: readonly RawKey[]): Promise<readonly RawItem[]> {
  const distinct = [...new Map(keys.map((key) => [JSON.stringify([key.pk, key.sk]), wireKey(key)])).values()];
  const found: RawItem[] = [];
  for (let first = 0; first < distinct.length; first += BATCH_MAX) {
    let left = distinct.slice(first, first + BATCH_MAX);
    await persist(
      { operation: "BatchGetItem", budgetMs: undefined, context: {} },
      async (): Promise<Attempt<undefined>> => {
        const RequestItems = { [table]: { Keys: left, ConsistentRead: true } };
        const answer = await clientOf().send(new BatchGetItemCommand({ RequestItems }));
        found.push(...(answer.Responses?.[table] ?? []));
        left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
        return left.length === 0 ? { answer: undefined } : { again: "UnprocessedKeys" };
      },
    );
  }
  return found;
}

export interface Part {
  /** Sort keys that begin with this. */
  readonly prefix: string;
  /** Behind this sort key, whether there is such an item or not. */
  readonly after?: string | undefined;
  /** Up to this sort key, itself included. */
  readonly to?: string | undefined;
  readonly limit: number;
}

/** Some of a partition, in the order of its sort keys. Where more may follow, `last` is where to go on. */
export async function queryFrom(
  table: string,
  pk: string,
  { prefix, after, to, limit }: Part,
): Promise<{ readonly items: readonly RawItem[]; readonly last?: string | undefined }> {
  const range = to === undefined ? "begins_with(sk, :f)" : "sk BETWEEN :f AND :t";
  const input: QueryCommandInput = {
    TableName: table,
    ConsistentRead: true,
    Limit: limit,
    KeyConditionExpression: `pk = :p AND ${range}`,
    ExpressionAttributeValues: {
      ":p": { S: pk },
      ":f": { S: prefix },
      ...(to === undefined ? {} : { ":t": { S: to } }),
    },
    ...(after === undefined ? {} : { ExclusiveStartKey: wireKey({ pk, sk: after }) }),
  };
  const page = await persist({ operation: "Query", budgetMs: undefined, context: {} }, async () => ({
    answer: await clientOf().send(new QueryCommand(input)),
  }));
  return { items: page.Items ?? [], last: page.LastEvaluatedKey?.["sk"]?.S };
}

/** Puts and removes many items, each by itself. The last of those with the same key counts. */
export async function writeInto(
  table: string,
  { puts = [], removes = [] }: { readonly puts?: readonly RawItem[]; readonly removes?: readonly RawKey[] },
): Promise<void> {
  const requests = [
    ...removes.map((key): [RawKey, WriteRequest] => [key, { DeleteRequest: { Key: wireKey(key) } }]),
    ...puts.map((Item): [RawKey, WriteRequest] => [keyIn(Item), { PutRequest: { Item } }]),
  ];
  const distinct = new Map(requests.map(([{ pk, sk }, request]) => [JSON.stringify([pk, sk]), request]));
  await putRequests(table, [...distinct.values()]);
}

/**
 * Puts an item in the place of the one whose number `counter` is `seen`; of none, where `seen` is undefined. False when
 * another one stands there. A repeat after a lost answer is refused by the item itself: whoever asks looks.
 */
export async function replaceIn(
  table: string,
  item: RawItem,
  { counter, seen }: { readonly counter: string; readonly seen: number | undefined },
): Promise<boolean> {
  const condition =
    seen === undefined
      ? { ConditionExpression: "attribute_not_exists(pk)" }
      : {
          ConditionExpression: "#c = :c",
          ExpressionAttributeNames: { "#c": counter },
          ExpressionAttributeValues: { ":c": { N: String(seen) } },
        };
  const input = { TableName: table, Item: item, ...condition };
  return persist({ operation: "PutItem", budgetMs: undefined, context: {} }, async () => {
    try {
      await clientOf().send(new PutItemCommand(input));
      return { answer: true };
    } catch (error) {
      if (error instanceof Error && error.name === "ConditionalCheckFailedException") return { answer: false };
      throw error;
    }
  });
}
