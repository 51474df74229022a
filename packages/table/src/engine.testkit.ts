import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { tmpdir } from "node:os";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

/** AWS's own DynamoDB Local, in memory, on a port of its own; ends with the test file. */
export interface Engine {
  readonly url: string;
  stop(): Promise<void>;
}

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

export async function startEngine(): Promise<Engine> {
  const port = await freePort();
  const jar = [
    "-Xmx384m",
    `-Djava.library.path=${emulator}/DynamoDBLocal_lib`,
    "-jar",
    `${emulator}/DynamoDBLocal.jar`,
  ];
  const options = ["-port", String(port), "-sharedDb", "-inMemory", "-disableTelemetry"];
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
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
}
