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
import { parseArgs } from "node:util";

/**
 * The whole ledger, looked at while it rests:
 *
 *   npm run ledger:audit                     every invariant, recomputed from the raw items by code of its own
 *   npm run ledger:rebuild                   wallets and entries made anew from the journals, and compared
 *   npm run ledger:rebuild -- --into <name>  and written into a new table, which is audited as well
 *
 * Works on the running local cloud, or with --table in AWS with the credentials of whoever may read it. It holds the
 * whole ledger in memory; the nightly audit (wallet/reconcile-books), which runs while money moves, and the rebuild into
 * a new table (wallet/rebuild-ledger) do not.
 */
const { values, positionals } = parseArgs({
  options: { table: { type: "string" }, into: { type: "string" } },
  allowPositionals: true,
});

function stop(says: string): never {
  process.stderr.write(`ledger: ${says}\n`);
  process.exit(1);
}

async function localTable(): Promise<string> {
  const api = `http://127.0.0.1:${process.env["COWRY_PORT"] ?? "4000"}`;
  const answer = await fetch(`${api}/_local/info`).catch(() => stop(`no local cloud answers at ${api}: npm start`));
  const info = (await answer.json()) as { aws_endpoint: string; region: string; tables: readonly string[] };
  const credentials = { AWS_ACCESS_KEY_ID: "ledger", AWS_SECRET_ACCESS_KEY: "local" };
  Object.assign(process.env, { AWS_ENDPOINT_URL: info.aws_endpoint, AWS_REGION: info.region, ...credentials });
  return info.tables[0] ?? stop("the local cloud has no table");
}

async function readAll(tableName: string): Promise<readonly RawItem[]> {
  connectTable({ tableName });
  const items: RawItem[] = [];
  for await (const item of rawScan()) items.push(item);
  return items;
}

function audit(items: readonly RawItem[]): readonly string[] {
  const exact = { wrapNumbers: (text: string) => BigInt(text) };
  return recount(sortItems(items.map((item) => unmarshall(item, exact)))).problems;
}

function tell(what: string, items: readonly RawItem[], problems: readonly string[]): void {
  const count = (type: string) => items.filter((item) => typeOf(item) === type).length;
  const counts = ["wallet", "entry", "journal"].map((type) => `${count(type)} ${type}`).join(", ");
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(`${what}: ${counts}: ${problems.length === 0 ? "right" : `${problems.length} differences`}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

const ofType = (items: readonly RawItem[], type: string) => items.filter((item) => typeOf(item) === type);

function rebuild(items: readonly RawItem[]): readonly string[] {
  const all = <E extends AnyEntity>(entity: E) => ofType(items, entity.name).map((item) => decode(entity, item));
  const [wallets, entries] = [all(walletItem), all(entryItem)];
  const rebuilt = rebuildWallets(all(journal), entries);
  return compareRebuilt(rebuilt, wallets, entries, all(queuedItem));
}

/** As the door `wallet/rebuild-ledger` does it, without its limit of time. */
async function writeInto(target: string, source: string): Promise<void> {
  const client = new DynamoDBClient({});
  await makeTable(client, target);
  client.destroy();
  const { result, differences, moved } = await rebuildInto({ target, source }, Number.POSITIVE_INFINITY);
  process.stdout.write(`${target}: ${result ?? ""}, ${differences} differences, ${moved} wallets moved meanwhile\n`);
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

const table = values.table ?? (await localTable());
const items = await readAll(table);
if (positionals[0] === "audit") tell(`audit of ${table}`, items, audit(items));
else if (positionals[0] === "rebuild") {
  tell(`rebuild of ${table}`, items, rebuild(items));
  if (values.into !== undefined) {
    await writeInto(values.into, table);
    const made = await readAll(values.into);
    tell(`audit of ${values.into}`, made, audit(made));
  }
} else stop("audit or rebuild?");
