import {
  CreateTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import {
  compareRebuilt,
  entryItem,
  journal,
  queuedItem,
  rebuildInto,
  rebuildWallets,
  walletItem,
} from "@cowry/core/wallet";
import { recount } from "@cowry/local/books/check";
import { sortItems } from "@cowry/local/books/items";
import { type AnyEntity, connectTable, decode, type RawItem, typeOf } from "@cowry/table";
import { rawScan } from "@cowry/table/audit";

/** Audits and rebuilds a ledger out of all the items of its table. */

interface Outcome {
  readonly counts: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
}

export async function readAll(tableName: string): Promise<readonly RawItem[]> {
  connectTable({ tableName });
  const items: RawItem[] = [];
  for await (const item of rawScan()) items.push(item);
  return items;
}

const ofType = (items: readonly RawItem[], type: string) => items.filter((item) => typeOf(item) === type);

function countsOf(items: readonly RawItem[]): Readonly<Record<string, number>> {
  return Object.fromEntries(["wallet", "entry", "journal"].map((type) => [type, ofType(items, type).length]));
}

export function auditItems(items: readonly RawItem[]): Outcome {
  const exact = { wrapNumbers: (text: string) => BigInt(text) };
  const { problems } = recount(sortItems(items.map((item) => unmarshall(item, exact))));
  return { counts: countsOf(items), problems };
}

/** What the journals make, held against what is there. */
export function compareItems(items: readonly RawItem[]): Outcome {
  const all = <E extends AnyEntity>(entity: E) => ofType(items, entity.name).map((item) => decode(entity, item));
  const [wallets, entries] = [all(walletItem), all(entryItem)];
  const rebuilt = rebuildWallets(all(journal), entries);
  return { counts: countsOf(items), problems: compareRebuilt(rebuilt, wallets, entries, all(queuedItem)) };
}

/** As the door `wallet/rebuild-ledger` does it, without its limit of time. */
export async function writeInto(target: string, source: string): ReturnType<typeof rebuildInto> {
  const client = new DynamoDBClient({});
  await makeTable(client, target);
  client.destroy();
  return rebuildInto({ target, source }, Number.POSITIVE_INFINITY);
}

/** The table as the stacks declare it, but for its stream. */
async function makeTable(client: DynamoDBClient, TableName: string): Promise<void> {
  const order = new CreateTableCommand({
    TableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: ["pk", "sk", "g1p", "g1s"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: keys("pk", "sk"),
    GlobalSecondaryIndexes: [
      { IndexName: "gsi1", KeySchema: keys("g1p", "g1s"), Projection: { ProjectionType: "KEYS_ONLY" } },
    ],
  });
  await client.send(order).catch((error: unknown) => {
    // Of a rebuild that was interrupted, and goes on; one of any other table refuses by itself.
    if (!(error instanceof ResourceInUseException)) throw error;
  });
  await waitUntilTableExists({ client, maxWaitTime: 120 }, { TableName });
}

function keys(hash: string, range: string): KeySchemaElement[] {
  return [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
}
