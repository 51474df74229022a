import path from "node:path";
import { pathToFileURL } from "node:url";
import type { BatchGetItemCommandInput, TransactWriteItemsCommandInput } from "@aws-sdk/client-dynamodb";
import { onCloud } from "../tests/kit/cloud.ts";
import type { Person } from "../tests/kit/people.ts";
import { bundle } from "../stacks/bundles.ts";
import type { BenchCloud } from "./cloud.ts";
import { figureOf, ratios, show } from "./figures.ts";

const DOOR = "packages/functions/src/wallet/create-transfer.ts";
const BARE = "bench/bare-sdk.ts";
const ROUNDS = 9;
const PER_ROUND = 40;

type Handler = (event: unknown, context: unknown) => Promise<{ readonly statusCode?: number; readonly body?: string }>;

async function handlerOf(entry: string): Promise<Handler> {
  const bundles = await bundle([entry]);
  const file = path.join(bundles.get(entry)?.dir ?? "", "index.mjs");
  return ((await import(pathToFileURL(file).href)) as { handler: Handler }).handler;
}

/** Milliseconds of this process's CPU per call. */
async function cpuPerCall(call: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let n = 0; n < PER_ROUND; n += 1) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / PER_ROUND;
}

/** As a function of the deployed template sees it. */
function becomeFunction(cloud: BenchCloud): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: cloud.aws_endpoint,
    COWRY_STAGE: "dev",
    COWRY_DOOR: "wallet/create-transfer",
    TABLE_NAME: cloud.tables[0],
    SECRETS_PATH: "/sst/cowry/dev/Secret/",
    TOKEN_ISSUER: "https://api.cowry.example",
    TOKEN_AUDIENCE: "cowry-api",
  });
}

function eventOf(from: Person, body: object, key: string): unknown {
  return {
    version: "2.0",
    rawPath: "/api/v1/wallet/transfer",
    rawQueryString: "",
    headers: { ...from.headers(), "content-type": "application/json", "idempotency-key": key },
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

/** CPU of the transfer's handler (confirmation token, so without the hash) as a ratio to the bare SDK calls'. */
export async function benchCpu(cloud: BenchCloud, from: Person, to: Person): Promise<string> {
  const confirmation = await onCloud(cloud, () => from.confirmation());
  becomeFunction(cloud);
  const [door, bare] = [await handlerOf(DOOR), await handlerOf(BARE)];
  const write = process.stdout.write.bind(process.stdout);
  const context = { awsRequestId: "bench", getRemainingTimeInMillis: () => 20_000 };
  let n = 0;
  const transfer = async () => {
    n += 1;
    const order = { to_user: to.userId, amount: 100, currency: "NGN", confirmation };
    const answer = await door(eventOf(from, order, `cpu-${n}`), context);
    if (answer.statusCode !== 201) throw new Error(`the handler answered ${answer.statusCode}: ${answer.body ?? ""}`);
  };
  const calls = async () => {
    n += 1;
    await bare(bareCalls(cloud.tables[0] ?? "", n), context);
  };
  const own: number[] = [];
  const plain: number[] = [];
  // The handler's log lines belong to its CPU, not to this terminal.
  process.stdout.write = () => true;
  try {
    for (let round = -2; round < ROUNDS; round += 1) {
      const [a, b] = [await cpuPerCall(transfer), await cpuPerCall(calls)];
      if (round < 0) continue;
      own.push(a);
      plain.push(b);
    }
  } finally {
    process.stdout.write = write;
  }
  return `Handler's CPU ÷ bare SDK calls': **${show(ratios(own, plain))}** (here ${figureOf(own).median.toFixed(2)} ms against ${figureOf(plain).median.toFixed(2)} ms a transfer).`;
}
