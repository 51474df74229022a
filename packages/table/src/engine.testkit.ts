import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

/** AWS's own DynamoDB Local, in memory, on a port of its own. */
export interface Engine {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Engines that run already, one for each worker: `enginesForWorkers` says so in the environment. A Java that is warm
 * answers several times faster than one that begins.
 */
const RUNNING = "COWRY_TEST_ENGINES";

/** Starts an engine for each worker, once for all projects of a run; gives how to stop them. For a global setup. */
export async function enginesForWorkers(workers: number): Promise<() => Promise<void>> {
  if (process.env[RUNNING] !== undefined) return () => Promise.resolve();
  const engines = await Promise.all(Array.from({ length: workers }, () => startOwnEngine()));
  process.env[RUNNING] = engines.map(({ url }) => url).join(" ");
  return async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
  };
}

/** The engine of this worker where one runs, with none of the tables of other test files; else one of our own. */
export async function startEngine(): Promise<Engine> {
  const running = process.env[RUNNING]?.split(" ") ?? [];
  const url = running[(Number(process.env["VITEST_POOL_ID"] ?? 1) - 1) % running.length];
  if (url === undefined) return startOwnEngine();
  return { url, stop: () => Promise.resolve() };
}

/** DynamoDB Local keeps the tables of each access key apart. */
const ACCESS_KEY = `t${randomBytes(8).toString("hex")}`;

const emulator = fileURLToPath(new URL("../../../node_modules/amplify-dynamodb-simulator/emulator", import.meta.url));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** The pipe closes when we end, however we end: then Java is ended, too. */
const GUARD = 'java "$@" </dev/null & java=$!; cat >/dev/null; kill -9 $java';
const START_TIMEOUT_MS = 50_000;

/** An engine of one's own, which ends with whoever started it. */
export async function startOwnEngine(): Promise<Engine> {
  const port = await freePort();
  const jar = [
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-XX:TieredStopAtLevel=1",
    `-Djava.library.path=${emulator}/DynamoDBLocal_lib`,
    "-jar",
    `${emulator}/DynamoDBLocal.jar`,
  ];
  const options = ["-port", String(port), "-inMemory", "-disableTelemetry"];
  const guard = spawn("sh", ["-c", GUARD, "guard", ...jar, ...options], {
    stdio: ["pipe", "ignore", "ignore"],
    cwd: tmpdir(),
    detached: true,
  });
  guard.stdin.on("error", () => undefined);
  const exited = once(guard, "exit");
  const stop = async () => {
    guard.stdin.end();
    await exited;
  };
  const url = `http://127.0.0.1:${port}`;
  const giveUpAt = performance.now() + START_TIMEOUT_MS;
  while (!(await answers(url))) {
    if (performance.now() > giveUpAt) {
      await stop();
      throw new Error(`DynamoDB Local did not answer within ${START_TIMEOUT_MS / 1_000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return { url, stop };
}

/** The engine answers a bare GET with 400. */
function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.status === 400,
    () => false,
  );
}

/** The table as the stacks declare it: pk and sk, and the sparse index gsi1 with keys only. */
export async function makeTable(url: string, name: string): Promise<void> {
  const client = new DynamoDBClient({ endpoint: url });
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk", "g1p", "g1s"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "gsi1",
          KeySchema: [
            { AttributeName: "g1p", KeyType: "HASH" },
            { AttributeName: "g1s", KeyType: "RANGE" },
          ],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    }),
  );
  client.destroy();
}

/** What the SDK wants to find in its environment, with the table's requests going to `url`. */
export function useEndpoint(url: string): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: "local",
  });
}
