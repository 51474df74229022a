import { QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { clientOf, tableOf } from "./client.ts";
import type { RawItem } from "./codecs.ts";
import type { RawKey } from "./entity.ts";
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

/**
 * What one page of the table (the connected one, unless another is named) holds of these types, or of all where it is
 * said so, from behind a place on. `last` is where the next page starts; absent at the end of the table. For audits that
 * are paused and taken up again.
 */
export async function scanPage(
  types: readonly string[] | "all",
  {
    after,
    limit,
    table = tableOf(),
  }: { readonly after: RawKey | undefined; readonly limit: number; readonly table?: string },
): Promise<{ readonly items: readonly RawItem[]; readonly last: RawKey | undefined }> {
  const filter = types === "all" ? {} : filterOf(types);
  const page = await persist({ operation: "Scan", budgetMs: undefined, context: {} }, async () => ({
    answer: await clientOf().send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        Limit: limit,
        ...filter,
        ...(after === undefined ? {} : { ExclusiveStartKey: { pk: { S: after.pk }, sk: { S: after.sk } } }),
      }),
    ),
  }));
  const { pk, sk } = page.LastEvaluatedKey ?? {};
  return {
    items: page.Items ?? [],
    last: pk?.S === undefined || sk?.S === undefined ? undefined : { pk: pk.S, sk: sk.S },
  };
}

function filterOf(types: readonly string[]) {
  const values = Object.fromEntries(types.map((type, index) => [`:${index}`, { S: type }]));
  return {
    FilterExpression: `#t IN (${Object.keys(values).join(", ")})`,
    ExpressionAttributeNames: { "#t": "t" },
    ExpressionAttributeValues: values,
  };
}
