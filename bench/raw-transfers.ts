import {
  type AttributeValue,
  BatchGetItemCommand,
  DynamoDBClient,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { startFaultyEndpoint } from "@cowry/table/faults.testkit";
import { DOOR, handlerOf, transferEvent } from "./cpu.ts";
import type { World } from "./world.ts";

type Item = Record<string, AttributeValue>;

/** A transfer's transaction as the handler put it on the wire, and the two wallets as they stood before it. */
export interface Recorded {
  readonly tableName: string;
  readonly writes: readonly TransactWriteItem[];
  readonly wallets: readonly Item[];
}

const client = (url: string) =>
  new DynamoDBClient({
    endpoint: url,
    requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: 64 } }),
  });

/** The first two people of the world pay each other once, past a listener. */
export async function recordTransfer(url: string, { tableName, people }: World): Promise<Recorded> {
  const [from, to] = people;
  if (from === undefined || to === undefined) throw new Error("a transfer takes two");
  const keys = [from, to].map(({ userId }) => ({ pk: { S: `W#${userId}` }, sk: { S: "#NGN" } }));
  const read = new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: keys } } });
  const wallets = (await client(url).send(read)).Responses?.[tableName] ?? [];
  const wire = await startFaultyEndpoint(url);
  try {
    useEndpoint(wire.url);
    const door = await handlerOf(DOOR);
    const context = { awsRequestId: "bench", getRemainingTimeInMillis: () => 20_000 };
    const { statusCode } = await door(transferEvent(from, to, from.confirmation(), "recorded"), context);
    const [sent] = wire.seen.filter(({ operation }) => operation === "TransactWriteItems");
    if (statusCode !== 201 || sent === undefined || wallets.length !== 2) throw new Error("no transfer was recorded");
    return { tableName, wallets, writes: sent.input["TransactItems"] as readonly TransactWriteItem[] };
  } finally {
    useEndpoint(url);
    await wire.stop();
  }
}

/**
 * The yardstick: that transaction straight at the engine, by each client on two wallets of its own, as fast as the bare SDK
 * sends it. What a transfer reads before is left out.
 */
export async function rawTransfers(
  url: string,
  { tableName, writes, wallets }: Recorded,
  clients: number,
): Promise<(client: number) => Promise<void>> {
  const table = client(url);
  const versions = Array.from({ length: clients }, () => Number(wallets[0]?.["v"]?.N));
  for (const one of versions.keys()) {
    for (const wallet of wallets) {
      const own = { ...wallet, ...keyOf(wallet, one), v: { N: String(versions[one]) } };
      await table.send(new PutItemCommand({ TableName: tableName, Item: own }));
    }
  }
  let n = 0;
  return async (one) => {
    n += 1;
    const version = versions[one] ?? 0;
    const own = writes.map((write) => ownWrite(write, { one, version, n }));
    await table.send(new TransactWriteItemsCommand({ TransactItems: own }));
    versions[one] = version + 1;
  };
}

interface Turn {
  readonly one: number;
  readonly version: number;
  readonly n: number;
}

/** Of this client, the same write with what must differ each time: what is new has another key, a wallet another version. */
function ownWrite({ Put, Update }: TransactWriteItem, { one, version, n }: Turn): TransactWriteItem {
  if (Put !== undefined) {
    const { pk, sk } = keyOf(Put.Item, one);
    return { Put: { ...Put, Item: { ...Put.Item, pk, sk: { S: `${sk.S}/${n}` } } } };
  }
  if (Update?.Key === undefined) throw new Error("a transfer puts and updates");
  const next = /#v = (:\d+)/.exec(Update.UpdateExpression ?? "")?.[1];
  const held = /#v = (:\d+)/.exec(Update.ConditionExpression ?? "")?.[1];
  if (next === undefined || held === undefined) throw new Error("a wallet's version is held and set");
  const versions = { [held]: { N: String(version) }, [next]: { N: String(version + 1) } };
  const values = { ...Update.ExpressionAttributeValues, ...versions };
  return { Update: { ...Update, Key: keyOf(Update.Key, one), ExpressionAttributeValues: values } };
}

function keyOf(item: Item | undefined, one: number): { readonly pk: { S: string }; readonly sk: { S: string } } {
  return { pk: { S: `${item?.["pk"]?.S ?? ""}/raw-${one}` }, sk: { S: item?.["sk"]?.S ?? "" } };
}
