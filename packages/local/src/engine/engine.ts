import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { list } from "../json.ts";
import { readState, writeState } from "../state/files.ts";
import { EngineClient } from "./client.ts";
import { javaProblem, startJava, type JavaProcess } from "./java.ts";

const START_TIMEOUT_MS = 60_000;
/** Another program may take the free port before Java does. */
const ATTEMPTS = 3;

/** AWS's DynamoDB Local, ours alone. */
export interface Engine {
  readonly client: EngineClient;
  readonly port: number;
  readonly pid: number;
  /** Rejects when Java ends although nobody asked it to. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/** Starts the engine over the files in `dataDir`, or in memory without one. */
export async function startEngine(dataDir: string | undefined): Promise<Engine> {
  const files = dataDir === undefined ? undefined : path.join(dataDir, "dynamodb");
  if (files !== undefined) mkdirSync(files, { recursive: true, mode: 0o700 });
  const storage = files === undefined ? ["-inMemory"] : ["-dbPath", files];
  for (let attempt = 1; ; attempt += 1) {
    const java = await startJava(storage, files ?? tmpdir());
    const client = new EngineClient(java.port);
    try {
      await ready(java, client);
      await proveOurs(client, dataDir);
      return running(java, client);
    } catch (error) {
      client.close();
      await java.stop();
      if (attempt === ATTEMPTS || !/Address already in use|BindException/.test(java.said())) throw error;
    }
  }
}

function running(java: JavaProcess, client: EngineClient): Engine {
  let stopping = false;
  const failed = new Promise<never>((_, reject) => {
    void java.exited.then(() => {
      if (!stopping) reject(javaProblem(java.said()));
    });
  });
  failed.catch(() => undefined);
  return {
    client,
    port: java.port,
    pid: java.pid,
    failed,
    stop: async () => {
      stopping = true;
      client.close();
      await java.stop();
    },
  };
}

async function ready(java: JavaProcess, client: EngineClient): Promise<void> {
  const giveUpAt = performance.now() + START_TIMEOUT_MS;
  let ended = false;
  void java.exited.then(() => (ended = true));
  const hasEnded = () => ended;
  while (performance.now() < giveUpAt) {
    if (hasEnded()) throw javaProblem(java.said());
    try {
      await client.call("ListTables", {});
      return;
    } catch {
      await sleep(25);
    }
  }
  throw new Error(`DynamoDB Local did not answer within ${START_TIMEOUT_MS / 1_000} s`);
}

/**
 * Whatever answers on the port must be the engine just started: an empty one in memory, and on files
 * either an empty one (the first time) or the one that holds this folder's marker table.
 */
async function proveOurs(client: EngineClient, dataDir: string | undefined): Promise<void> {
  const tables = list((await client.call("ListTables", {}))["TableNames"]);
  if (dataDir === undefined) {
    if (tables.length > 0) throw new Error("another DynamoDB Local answers on the port of ours");
    return;
  }
  const file = path.join(dataDir, "engine.json");
  const marker = readState(file, (state) => String(state["marker"])) ?? `cowry-local-${randomUUID()}`;
  client.keepTransactions(marker);
  if (tables.includes(marker)) return;
  if (tables.length > 0) throw new Error(`the engine's data is not what ${file} says; start with --fresh to forget it`);
  writeState(file, { marker });
  await client.call("CreateTable", {
    TableName: marker,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  });
}
