import {
  type AttributeValue,
  BatchGetItemCommand,
  type CancellationReason,
  DynamoDBClient,
  PutItemCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { startFaultyEndpoint } from "@cowry/table/faults.testkit";
import { DOOR, handlerOf, transferEvent } from "./cpu.ts";
import type { World } from "./world.ts";

type Item = Record<string, AttributeValue>;

/** A transfer's transaction as the handler put it on the wire, and the payer's wallet as it stood before it. */
export interface Recorded {
  readonly tableName: string;
  readonly writes: readonly TransactWriteItem[];
  readonly wallet: Item;
  /** Partitions of the two wallets. */
  readonly from: string;
  readonly to: string;
}

const client = (url: string) =>
  new DynamoDBClient({
    endpoint: url,
    requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: 64 } }),
  });

/** The first two people of the world pay each other once, past a listener. */
export async function recordTransfer(url: string, { tableName, people }: World): Promise<Recorded> {
  const [payer, payee] = people;
  if (payer === undefined || payee === undefined) throw new Error("a transfer takes two");
  const [from, to] = [`W#${payer.userId}`, `W#${payee.userId}`];
  const keys = [{ pk: { S: from }, sk: { S: "#NGN" } }];
  const read = new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: keys } } });
  const wallet = (await client(url).send(read)).Responses?.[tableName]?.[0];
  const wire = await startFaultyEndpoint(url);
  try {
    useEndpoint(wire.url);
    const door = await handlerOf(DOOR);
    const context = { awsRequestId: "bench", getRemainingTimeInMillis: () => 20_000 };
    const { statusCode } = await door(transferEvent(payer, payee, payer.confirmation(), "recorded"), context);
    const [sent] = wire.seen.filter(({ operation }) => operation === "TransactWriteItems");
    if (statusCode !== 201 || sent === undefined || wallet === undefined) throw new Error("no transfer was recorded");
    const writes = sent.input["TransactItems"] as readonly TransactWriteItem[];
    return { tableName, writes, wallet, from, to };
  } finally {
    useEndpoint(url);
    await wire.stop();
  }
}

/** The two yardsticks. */
export interface Raw {
  /** Each client between two wallets of its own: nobody meets anybody. */
  readonly apart: (client: number) => Promise<boolean>;
  /** Each client from the wallet of the first index to that of the second. False: it was still refused when the round was over. */
  readonly meeting: (client: number, from: number, to: number, isOver: () => boolean) => Promise<boolean>;
}

/**
 * That transaction straight at the engine, as fast as the bare SDK sends it. What a transfer reads before is left out. A
 * client keeps the versions that it knows; one that is refused takes the newer ones from the refusal and sends again at
 * once, for as long as it takes: what anybody would write first. Only what is committed counts.
 */
export async function rawTransfers(url: string, recorded: Recorded, size: number): Promise<Raw> {
  const { tableName, wallet } = recorded;
  const table = client(url);
  for (let n = 0; n < 2 * size; n += 1) {
    const own = { ...wallet, pk: { S: partition(n) } };
    await table.send(new PutItemCommand({ TableName: tableName, Item: own }));
  }
  const first = Number(wallet["v"]?.N);
  let sent = 0;
  const known = new Map<string, number>();
  const transfer = async (one: number, from: number, to: number, isOver = () => false) => {
    const n = (sent += 1);
    const mine = (index: number) => `${one} knows ${index}`;
    do {
      const at = { from, to, fromVersion: known.get(mine(from)) ?? first, toVersion: known.get(mine(to)) ?? first, n };
      const TransactItems = recorded.writes.map((write) => turned(write, recorded, at));
      try {
        await table.send(new TransactWriteItemsCommand({ TransactItems }));
        known.set(mine(from), at.fromVersion + 1);
        known.set(mine(to), at.toVersion + 1);
        return true;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const images = newerImages(error.CancellationReasons ?? []);
        for (const [index, version] of images) known.set(mine(index), version);
      }
    } while (!isOver());
    return false;
  };
  return {
    // Behind those that meet.
    apart: (one) => transfer(one, size + 2 * one, size + 2 * one + 1),
    meeting: transfer,
  };
}

const partition = (index: number) => `W#raw-${index}`;

/** Versions of the wallets that had moved on. Nothing else may be in the way. */
function newerImages(reasons: readonly CancellationReason[]): ReadonlyMap<number, number> {
  const failed = reasons.filter(({ Code = "None" }) => Code !== "None");
  const images = failed.map(({ Code, Item }): [number, number] => {
    const index = /^W#raw-(\d+)$/.exec(Item?.["pk"]?.S ?? "")?.[1];
    const version = Item?.["v"]?.N;
    if (Code !== "ConditionalCheckFailed" || index === undefined || version === undefined) {
      throw new Error(`a raw transaction was refused: ${Code ?? ""}`);
    }
    return [Number(index), Number(version)];
  });
  if (images.length === 0) throw new Error("a raw transaction was refused without a reason");
  return new Map(images);
}

interface Turn {
  readonly from: number;
  readonly to: number;
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly n: number;
}

/** The same write between other wallets: what is new has another key each time, a wallet another version. */
function turned({ Put, Update }: TransactWriteItem, recorded: Recorded, turn: Turn): TransactWriteItem {
  if (Put?.Item !== undefined) {
    const sk = { S: `${Put.Item["sk"]?.S ?? ""}/${turn.n}` };
    return { Put: { ...Put, Item: { ...Put.Item, pk: { S: placed(Put.Item, recorded, turn) }, sk } } };
  }
  if (Update?.Key === undefined) throw new Error("a transfer puts and updates");
  const next = /#v = (:\d+)/.exec(Update.UpdateExpression ?? "")?.[1];
  const held = /#v = (:\d+)/.exec(Update.ConditionExpression ?? "")?.[1];
  if (next === undefined || held === undefined) throw new Error("a wallet's version is held and set");
  const pk = placed(Update.Key, recorded, turn);
  const version = Update.Key["pk"]?.S === recorded.from ? turn.fromVersion : turn.toVersion;
  const versions = { [held]: { N: String(version) }, [next]: { N: String(version + 1) } };
  const ExpressionAttributeValues = { ...Update.ExpressionAttributeValues, ...versions };
  const Key = { ...Update.Key, pk: { S: pk } };
  return { Update: { ...Update, Key, ExpressionAttributeValues } };
}

function placed({ pk }: Item, recorded: Recorded, { from, to, n }: Turn): string {
  if (pk?.S === recorded.from) return partition(from);
  if (pk?.S === recorded.to) return partition(to);
  return `${pk?.S ?? ""}/raw-${n}`;
}
