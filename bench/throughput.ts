import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";
import { startOwnEngine } from "../packages/table/src/engine.testkit.ts";
import { send } from "../tests/kit/cloud.ts";
import type { OnCloud } from "./cloud.ts";
import { DOOR, handlerOf, silence, transferEvent } from "./cpu.ts";
import { figureOf, ratios, show, table } from "./figures.ts";
import { type Raw, rawTransfers, recordTransfer } from "./raw-transfers.ts";
import { joinCloud, makeWorld, type Payer } from "./world.ts";

const CLIENTS = [1, 16, 64] as const;
const ROUNDS = 3;
/** Not counted: until as many are under way as there are clients. */
const RAMP_MS = 500;
const COUNTED_MS = 2_000;

interface Rate {
  /** Came through, per second of the time that counts. */
  readonly perSecond: number;
  /** Transactions that this process has sent for each that came through. */
  readonly sent: number;
}

/** Says whether it came through. */
type Operation = (client: number, isOver: () => boolean) => Promise<boolean>;

/** What `clients` workers get done in one round. Whatever is under way at its end ends, and counts no more. */
async function rate(clients: number, operation: Operation): Promise<Rate> {
  const wire = countTransactions();
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  const isOver = () => elapsed() >= RAMP_MS + COUNTED_MS;
  let [counted, all] = [0, 0];
  const worker = async (client: number) => {
    while (!isOver()) {
      if (!(await operation(client, isOver))) continue;
      all += 1;
      if (elapsed() >= RAMP_MS && !isOver()) counted += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, client) => worker(client)));
  return { perSecond: (counted * 1_000) / COUNTED_MS, sent: wire.stop() / Math.max(1, all) };
}

/** Transactions that leave this process, whoever sends them: by Node's own channel, so that nothing is in the way. */
function countTransactions(): { readonly stop: () => number } {
  let sent = 0;
  const note = (message: unknown) => {
    const { request } = message as { readonly request: ClientRequest };
    if (String(request.getHeader("x-amz-target")).endsWith(".TransactWriteItems")) sent += 1;
  };
  subscribe("http.client.request.start", note);
  return {
    stop: () => {
      unsubscribe("http.client.request.start", note);
      return sent;
    },
  };
}

/** Who pays whom. Each client pays from a wallet of its own; what differs is whose wallet is paid. */
const PAYEES = {
  uniform: (client, size) => (client * 2 + 1) % size,
  "Zipf (0.99)": (_, size) => zipf(size),
  "one hot wallet": (_, size) => size - 1,
  // Behind all others: a merchant's.
  "one hot shop": (_, size) => size,
} as const satisfies Record<string, (client: number, size: number) => number>;

/** The first is paid most: the kth 1/k^0.99 as often. */
function zipf(size: number): number {
  const weights = Array.from({ length: size }, (_, k) => 1 / (k + 1) ** 0.99);
  let left = Math.random() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => (left -= weight) <= 0);
  return found === -1 ? 0 : found;
}

type Pay = (from: Payer, to: Payer, key: string) => Promise<number>;

type PayeeOf = (client: number, size: number) => number;

/** Indexes of payer and payee for a client's next transfer; the last of the people is the shop. */
function parties(client: number, payeeOf: PayeeOf, people: number): readonly [number, number] {
  const [from, to] = [client * 2, payeeOf(client, people - 1)];
  return [from, to === from ? from + 1 : to];
}

/** A transfer by some client; a refusal for load (429, 503) is waited out and does not count. */
function transfers(people: readonly Payer[], payeeOf: PayeeOf, pay: Pay) {
  const tag = `${process.pid}-${performance.now()}`;
  let n = 0;
  return async (client: number) => {
    const [from, to] = parties(client, payeeOf, people.length).map((index) => people[index]);
    if (from === undefined || to === undefined) throw new Error("two people for each client");
    const key = `bench-${tag}-${n++}`;
    for (;;) {
      const status = await pay(from, to, key);
      if (status === 201) return true;
      if (status !== 429 && status !== 503) throw new Error(`a transfer was answered with ${status}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
}

interface Compared {
  readonly quick: boolean;
  readonly people: readonly Payer[];
  readonly pay: Pay;
  readonly raw: Raw;
}

/** Rows of a table: clients × payees, each round followed by one of either raw rate. */
async function compare({ quick, people, pay, raw }: Compared): Promise<string[][]> {
  const rows: string[][] = [];
  for (const clients of quick ? [1, 16] : CLIENTS) {
    for (const [name, payeeOf] of Object.entries(PAYEES)) {
      if (clients === 1 && name !== "uniform") continue;
      for (const person of people) await person.renew();
      const transfer = transfers(people, payeeOf, pay);
      const meeting: Operation = (client, isOver) =>
        raw.meeting(client, ...parties(client, payeeOf, people.length), isOver);
      const [own, met, apart]: [Rate[], Rate[], Rate[]] = [[], [], []];
      for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) {
        own.push(await rate(clients, transfer));
        met.push(await rate(clients, meeting));
        // Where nobody meets, the two yardsticks are one.
        if (name !== "uniform") apart.push(await rate(clients, raw.apart));
      }
      rows.push([`${clients}`, name, ...columns(own, met, apart.length === 0 ? met : apart)]);
    }
  }
  return rows;
}

function columns(own: readonly Rate[], met: readonly Rate[], apart: readonly Rate[]): string[] {
  const speeds = [own, met, apart].map((rates) => rates.map(({ perSecond }) => perSecond));
  const [here = [], meeting = [], alone = []] = speeds;
  const median = (values: readonly number[], digits: number) => figureOf(values).median.toFixed(digits);
  const sent = [own, met].map((rates) =>
    median(
      rates.map((one) => one.sent),
      1,
    ),
  );
  const absolute = speeds.map((values) => median(values, 0));
  return [show(ratios(here, meeting)), show(ratios(here, alone)), absolute.join(" / "), sent.join(" / ")];
}

const HEADER = [
  "clients",
  "payees",
  "÷ raw, same payees",
  "÷ raw, wallets apart",
  "a second here: transfers / raw, same payees / raw, apart",
];

/** Both ways to measure, against the engine's raw rate. */
export async function benchThroughput({ quick, cloud, people: { length: size } }: OnCloud): Promise<string> {
  const engine = await startOwnEngine();
  const speak = silence();
  try {
    const world = await makeWorld(engine.url, size);
    const raw = await rawTransfers(engine.url, await recordTransfer(engine.url, world), world.people.length);
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
    return [
      "In process:",
      "",
      table([...HEADER, "transactions sent for each: here / raw, same payees"], inProcess),
      "",
      "Whole local cloud:",
      "",
      table(
        HEADER,
        // Its transactions are other processes'.
        whole.map((cells) => cells.slice(0, HEADER.length)),
      ),
    ].join("\n");
  } finally {
    speak();
    await engine.stop();
  }
}

async function warmUp(people: readonly Payer[], pay: Pay, { apart }: Raw): Promise<void> {
  const warm = transfers(people, PAYEES.uniform, pay);
  for (const clients of [1, 16]) {
    await rate(clients, warm);
    await rate(clients, apart);
  }
}
