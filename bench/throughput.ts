import { DynamoDBClient, type TransactWriteItem, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { makeTable, startEngine } from "../packages/table/src/engine.testkit.ts";
import { onCloud, send } from "../tests/kit/cloud.ts";
import { expectStatus, type Person } from "../tests/kit/people.ts";
import type { BenchCloud } from "./cloud.ts";
import { figureOf, ratios, show, table } from "./figures.ts";

const CLIENTS = [1, 16] as const;
const ROUNDS = 5;
const ROUND_MS = 3_000;

/** Operations per second of `clients` workers for one round. */
async function rate(clients: number, operation: (client: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  let done = 0;
  const worker = async (client: number) => {
    while (performance.now() - began < ROUND_MS) {
      await operation(client);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => worker(client)));
  return (done * 1_000) / (performance.now() - began);
}

/** The yardstick: five conditional puts of 400 bytes in one transaction, straight at the engine. */
function rawTransfers(url: string): (client: number) => Promise<void> {
  const client = new DynamoDBClient({
    endpoint: url,
    requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: 64 } }),
  });
  let n = 0;
  return async () => {
    n += 1;
    const items: TransactWriteItem[] = Array.from({ length: 5 }, (_, part) => ({
      Put: {
        TableName: "raw",
        Item: { pk: { S: `R#${n}` }, sk: { S: `${part}` }, body: { S: "x".repeat(380) } },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    }));
    await client.send(new TransactWriteItemsCommand({ TransactItems: items }));
  };
}

async function confirmed(cloud: BenchCloud, people: readonly Person[]) {
  return Promise.all(people.map((person) => onCloud(cloud, () => person.confirmation())));
}

/** Transfers end to end over HTTP with a confirmation token, as a ratio to the engine's raw rate. */
export async function benchThroughput(cloud: BenchCloud, people: readonly Person[]): Promise<string> {
  const engine = await startEngine();
  try {
    await makeTable(engine.url, "raw");
    const raw = rawTransfers(engine.url);
    const tokens = await confirmed(cloud, people);
    let key = 0;
    const transfer = async (client: number) => {
      // A payer and a payee of its own for each client: rivals for one wallet are the invariants' matter.
      const from = people[client * 2];
      const to = people[client * 2 + 1];
      if (from === undefined || to === undefined) throw new Error("two people for each client");
      const body = { to_user: to.userId, amount: 100, currency: "NGN", confirmation: tokens[client * 2] };
      const headers = { ...from.headers(), "idempotency-key": `bench-${key++}` };
      expectStatus(await send("POST", `${cloud.origin}/api/v1/wallet/transfer`, { body, headers }), 201);
    };
    const rows: string[][] = [];
    for (const clients of CLIENTS) {
      await rate(clients, transfer);
      await rate(clients, raw);
      const own: number[] = [];
      const bare: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        own.push(await rate(clients, transfer));
        bare.push(await rate(clients, raw));
      }
      rows.push([
        `${clients}`,
        show(ratios(own, bare)),
        figureOf(own).median.toFixed(0),
        figureOf(bare).median.toFixed(0),
      ]);
    }
    return table(["clients", "end to end ÷ raw", "transfers/s here", "raw 5-item transactions/s here"], rows);
  } finally {
    await engine.stop();
  }
}
