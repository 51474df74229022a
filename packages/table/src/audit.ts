import { QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { clientOf, tableOf } from "./client.ts";
import type { RawItem } from "./codecs.ts";
import { persist } from "./retry.ts";

/**
 * Raw reading for audits, apart from the entities: a proof of the books must not trust the code that wrote them.
 * Strongly consistent, page by page, as stored.
 */
export async function* rawScan(
  options: { readonly segment?: number; readonly segments?: number } = {},
): AsyncGenerator<RawItem, void, undefined> {
  const { segment = 0, segments = 1 } = options;
  yield* pages("Scan", (start) =>
    clientOf().send(
      new ScanCommand({
        TableName: tableOf(),
        ConsistentRead: true,
        Segment: segment,
        TotalSegments: segments,
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    ),
  );
}

/** All items of one partition, in the order of their sort keys; with `prefix` only those that begin with it. */
export async function* rawQuery(
  pk: string,
  options: { readonly prefix?: string } = {},
): AsyncGenerator<RawItem, void, undefined> {
  const { prefix = "" } = options;
  yield* pages("Query", (start) =>
    clientOf().send(
      new QueryCommand({
        TableName: tableOf(),
        ConsistentRead: true,
        KeyConditionExpression: prefix === "" ? "pk = :p" : "pk = :p AND begins_with(sk, :s)",
        ExpressionAttributeValues: { ":p": { S: pk }, ...(prefix === "" ? {} : { ":s": { S: prefix } }) },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    ),
  );
}

interface Page {
  readonly Items?: RawItem[] | undefined;
  readonly LastEvaluatedKey?: RawItem | undefined;
}

async function* pages(
  operation: string,
  read: (start: RawItem | undefined) => Promise<Page>,
): AsyncGenerator<RawItem, void, undefined> {
  let start: RawItem | undefined;
  do {
    const page: Page = await persist({ operation, budgetMs: undefined, context: {} }, async () => ({
      answer: await read(start),
    }));
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
