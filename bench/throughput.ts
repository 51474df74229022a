import { startOwnEngine } from "../packages/table/src/engine.testkit.ts";
import { send } from "../tests/kit/cloud.ts";
import type { OnCloud } from "./cloud.ts";
import { DOOR, handlerOf, silence, transferEvent } from "./cpu.ts";
import { figureOf, ratios, show, table } from "./figures.ts";
import { rawTransfers, recordTransfer } from "./raw-transfers.ts";
import { joinCloud, makeWorld, type Payer } from "./world.ts";

const CLIENTS = [1, 16, 64] as const;
const ROUNDS = 5;
const ROUND_MS = 1_500;

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

/** Who pays whom. Each client pays from a wallet of its own; what differs is whose wallet is paid. */
const PAYEES = {
  uniform: (client, size) => (client * 2 + 1) % size,
  "Zipf (0.99)": (_, size) => zipf(size),
  "one hot wallet": (_, size) => size - 1,
} as const satisfies Record<string, (client: number, size: number) => number>;

/** The first is paid most: the kth 1/k^0.99 as often. */
function zipf(size: number): number {
  const weights = Array.from({ length: size }, (_, k) => 1 / (k + 1) ** 0.99);
  let left = Math.random() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => (left -= weight) <= 0);
  return found === -1 ? 0 : found;
}

type Pay = (from: Payer, to: Payer, key: string) => Promise<number>;

/** A transfer by some client; a refusal for load (429, 503) is waited out and does not count. */
function transfers(people: readonly Payer[], payeeOf: (client: number, size: number) => number, pay: Pay) {
  const tag = `${process.pid}-${performance.now()}`;
  let n = 0;
  return async (client: number) => {
    const from = people[client * 2];
    let to = people[payeeOf(client, people.length)];
    if (to === from) to = people[(client * 2 + 1) % people.length];
    if (from === undefined || to === undefined) throw new Error("two people for each client");
    const key = `bench-${tag}-${n++}`;
    for (;;) {
      const status = await pay(from, to, key);
      if (status === 201) return;
      if (status !== 429 && status !== 503) throw new Error(`a transfer was answered with ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
}

interface Compared {
  readonly quick: boolean;
  readonly people: readonly Payer[];
  readonly pay: Pay;
  readonly raw: (client: number) => Promise<void>;
}

/** Rows of a table: clients × payees, each round followed by one of the raw rate. */
async function compare({ quick, people, pay, raw }: Compared): Promise<string[][]> {
  const rows: string[][] = [];
  for (const clients of quick ? [1, 16] : CLIENTS) {
    for (const [name, payeeOf] of Object.entries(PAYEES)) {
      if (clients === 1 && name !== "uniform") continue;
      const transfer = transfers(people, payeeOf, pay);
      const [own, bare]: [number[], number[]] = [[], []];
      for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) {
        own.push(await rate(clients, transfer));
        bare.push(await rate(clients, raw));
      }
      const here = [figureOf(own).median.toFixed(0), figureOf(bare).median.toFixed(0)];
      rows.push([`${clients}`, name, show(ratios(own, bare)), ...here]);
    }
  }
  return rows;
}

const HEADER = (what: string) => ["clients", "payees", `${what} ÷ raw`, "transfers/s here", "raw transactions/s here"];

/** Both ways to measure, against the engine's raw rate. */
export async function benchThroughput({ quick, cloud, people: { length: size } }: OnCloud): Promise<string> {
  const engine = await startOwnEngine();
  const speak = silence();
  try {
    const world = await makeWorld(engine.url, size);
    const raw = await rawTransfers(engine.url, await recordTransfer(engine.url, world), Math.max(...CLIENTS));
    const door = await handlerOf(DOOR);
    const context = { awsRequestId: "bench", getRemainingTimeInMillis: () => 20_000 };
    const directly: Pay = async (from, to, key) =>
      (await door(transferEvent(from, to, from.confirmation(), key), context)).statusCode ?? 0;
    await warmUp(world.people, directly, raw);
    const inProcess = await compare({ quick, people: world.people, pay: directly, raw });
    await world.stop();

    // This process has been the world's function; from here on its secrets are the cloud's again.
    const people = await joinCloud(cloud, size);
    const through: Pay = async (from, to, key) => {
      const body = { to_user: to.userId, amount: 100, currency: "NGN", confirmation: from.confirmation() };
      const headers = { authorization: `Bearer ${from.access}`, "idempotency-key": key, "x-device-id": "device-1" };
      return (await send("POST", `${cloud.origin}/api/v1/wallet/transfer`, { body, headers })).status;
    };
    await warmUp(people, through, raw);
    const whole = await compare({ quick, people, pay: through, raw });
    return [table(HEADER("in process"), inProcess), "", table(HEADER("whole local cloud"), whole)].join("\n");
  } finally {
    speak();
    await engine.stop();
  }
}

async function warmUp(people: readonly Payer[], pay: Pay, raw: (client: number) => Promise<void>): Promise<void> {
  const warm = transfers(people, PAYEES.uniform, pay);
  for (const clients of [1, 16]) {
    await rate(clients, warm);
    await rate(clients, raw);
  }
}
