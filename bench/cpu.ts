import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { BatchGetItemCommandInput, TransactWriteItemsCommandInput } from "@aws-sdk/client-dynamodb";
import { bundle } from "../stacks/bundles.ts";
import { figureOf, ratios, show } from "./figures.ts";
import type { Alone } from "./sections.ts";
import { makeWorld, type Payer, type World } from "./world.ts";

export const DOOR = "packages/functions/src/wallet/create-transfer.ts";
const BARE = "bench/bare-sdk.ts";
/** Many short rounds in turn: whatever else the machine does meets both alike. */
const ROUNDS = 60;
const PER_ROUND = 20;
const WARM_UP = 15;

export type Handler = (
  event: unknown,
  context: unknown,
) => Promise<{ readonly statusCode?: number; readonly body?: string }>;

let instances = 0;

/** A new instance each time: what one has read of its environment is not another's. */
export async function handlerOf(entry: string): Promise<Handler> {
  const bundles = await bundle([entry]);
  const file = path.join(bundles.get(entry)?.dir ?? "", "index.mjs");
  instances += 1;
  return ((await import(`${pathToFileURL(file).href}?instance=${instances}`)) as { handler: Handler }).handler;
}

/** Milliseconds of this process's CPU per call. */
async function cpuPerCall(call: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let n = 0; n < PER_ROUND; n += 1) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / PER_ROUND;
}

/** A transfer as the gateway hands it over. */
export function transferEvent(from: Payer, to: Payer, confirmation: string, key: string): unknown {
  const body = { to_user: to.userId, amount: 100, currency: "NGN", confirmation };
  return {
    version: "2.0",
    rawPath: "/api/v1/wallet/transfer",
    rawQueryString: "",
    headers: {
      authorization: `Bearer ${from.access}`,
      "content-type": "application/json",
      "idempotency-key": key,
      "user-agent": "bench/1.0",
      "x-device-id": "device-1",
    },
    requestContext: {
      http: { method: "POST", path: "/api/v1/wallet/transfer", sourceIp: "10.0.0.1", userAgent: "bench" },
    },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}

/** The two calls of a transfer with items of the same number and about the same size, and nothing around them. */
function bareCalls(
  tableName: string,
  n: number,
): { read: BatchGetItemCommandInput; write: TransactWriteItemsCommandInput } {
  const key = (part: number) => ({ pk: { S: `BENCH#${n}` }, sk: { S: `${part}` } });
  return {
    read: { RequestItems: { [tableName]: { ConsistentRead: true, Keys: [0, 1, 2].map(key) } } },
    write: {
      TransactItems: [0, 1, 2, 3, 4].map((part) => ({
        Put: {
          TableName: tableName,
          Item: { ...key(part), body: { S: "x".repeat(350) } },
          ConditionExpression: "attribute_not_exists(pk)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
      })),
    },
  };
}

export interface Subjects {
  /** A transfer by the deployed handler; throws when it is refused. */
  readonly transfer: () => Promise<void>;
  /** The two calls of the bare SDK. */
  readonly calls: () => Promise<void>;
  /** To be called between the rounds: confirmation tokens live for five minutes. */
  readonly refresh: () => void;
}

/** The deployed handler and the bare SDK's calls, on the same table. People take turns: a token is no two times the same. */
export async function subjects({ tableName, people }: World, load = handlerOf): Promise<Subjects> {
  const [door, bare] = [await load(DOOR), await load(BARE)];
  const context = { awsRequestId: "bench", getRemainingTimeInMillis: () => 20_000 };
  const run = Date.now();
  let n = 0;
  let confirmations: readonly string[] = [];
  const refresh = () => (confirmations = people.map((person) => person.confirmation()));
  refresh();
  return {
    refresh,
    transfer: async () => {
      n += 1;
      const payer = n % people.length;
      const [from, to] = [people[payer], people[(n + 1) % people.length]];
      if (from === undefined || to === undefined) throw new Error("a transfer needs two people");
      const event = transferEvent(from, to, confirmations[payer] ?? "", `cpu-${run}-${n}`);
      const answer = await door(event, context);
      if (answer.statusCode !== 201) throw new Error(`the handler answered ${answer.statusCode}: ${answer.body ?? ""}`);
    },
    calls: async () => {
      n += 1;
      await bare(bareCalls(tableName, n), context);
    },
  };
}

/** CPU of the transfer's handler (confirmation token, so without the hash) as a ratio to the bare SDK calls'. */
export async function benchCpu({ quick }: Alone): Promise<string> {
  const table = await startMemoryTable();
  const world = await makeWorld(table.url, 50);
  const { transfer, calls, refresh } = await subjects(world);
  const speak = silence();
  const own: number[] = [];
  const plain: number[] = [];
  try {
    for (let round = -WARM_UP; round < (quick ? 5 : ROUNDS); round += 1) {
      refresh();
      // Who is first changes, so that what one leaves behind (garbage, timers) meets the other as often.
      const first = round % 2 === 0 ? await cpuPerCall(transfer) : undefined;
      const b = await cpuPerCall(calls);
      const a = first ?? (await cpuPerCall(transfer));
      if (round < 0) continue;
      own.push(a);
      plain.push(b);
    }
  } finally {
    speak();
    await world.stop();
    await table.stop();
  }
  return `Handler's CPU ÷ bare SDK calls': **${show(ratios(own, plain))}** (here ${figureOf(own).median.toFixed(2)} ms against ${figureOf(plain).median.toFixed(2)} ms a transfer).`;
}

/** A handler's log lines belong to its CPU, not to this terminal. Gives how to hear them again. */
export function silence(): () => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = () => true;
  return () => (process.stdout.write = write);
}

/** A table in memory in a process of its own, so that its work is nobody's here. */
async function startMemoryTable(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const child = spawn(process.execPath, ["bench/memory-table.ts"], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the table ended with ${String(code)}`)));
    createInterface(child.stdout as Readable).once("line", resolve);
  });
  return {
    url,
    stop: async () => {
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await exit;
    },
  };
}
