import { BatchWriteItemCommand, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { clientOf, tableOf } from "./client.ts";
import { assert } from "./errors.ts";
import { type Attempt, persist } from "./retry.ts";
import type { Write } from "./writes.ts";

/** What one request of DynamoDB takes. */
const BATCH_MAX = 25;
/** Requests under way at once. */
const TOGETHER = 2;
/** Nobody waits for an answer: whoever writes so many has minutes. */
const BUDGET_MS = 30_000;

/**
 * Writes many items of no consequence to one another, each replacing whatever stood there: for rows that are made again
 * from their source as often as needed. Not a transaction: after a failure some are there and some are not, and the
 * same call once more writes them all. Throws TableBusy when the budget is spent.
 */
export async function putAll(puts: readonly Write[]): Promise<void> {
  const distinct = new Map(puts.map((one) => [JSON.stringify([one.key.pk, one.key.sk]), requestOf(one)]));
  await putRequests(tableOf(), [...distinct.values()]);
}

/** Sends them in batches; each key once. */
export async function putRequests(table: string, requests: readonly WriteRequest[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(requests.length / BATCH_MAX) }, (_, index) =>
    requests.slice(index * BATCH_MAX, (index + 1) * BATCH_MAX),
  );
  for (let first = 0; first < batches.length; first += TOGETHER) {
    await Promise.all(batches.slice(first, first + TOGETHER).map((batch) => putBatch(table, batch)));
  }
}

function requestOf({ kind, when, wire, entity }: Write): WriteRequest {
  assert(kind === "put" && when.length === 0, `${entity.name}: only puts without conditions go in a batch`);
  return { PutRequest: { Item: wire.Item } };
}

async function putBatch(table: string, batch: readonly WriteRequest[]): Promise<void> {
  let left: WriteRequest[] = [...batch];
  await persist(
    { operation: "BatchWriteItem", budgetMs: BUDGET_MS, context: {} },
    async (): Promise<Attempt<undefined>> => {
      const answer = await clientOf().send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }));
      left = answer.UnprocessedItems?.[table] ?? [];
      return left.length === 0 ? { answer: undefined } : { again: "UnprocessedItems" };
    },
  );
}
