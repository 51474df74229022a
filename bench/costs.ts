import { writeFileSync } from "node:fs";
import { requestUnits, type WireRequest } from "../packages/table/src/capacity.ts";
import { constructId, type Door, readManifest } from "../stacks/manifest.ts";
import { local, onCloud } from "../tests/kit/cloud.ts";
import { expectStatus, Person, settled } from "../tests/kit/people.ts";
import { MEASURED } from "./capacity.ts";
import type { OnCloud } from "./cloud.ts";
import { table } from "./figures.ts";
import { priceOf, readPrices, type Usage } from "./prices.ts";

/** How often each operation is done: batches of the stream are then as large as traffic makes them small. */
const TIMES = 5;
/**
 * Milliseconds that a function is taken to run on AWS: what the laptop takes is the engine's. Measured there it would be
 * `REPORT`'s billed duration; until then an assumption, and the only one of this table.
 */
const RUN_MS = 10;
const PER_REQUEST_MS = 6;

interface WireRow extends WireRequest {
  readonly at: string;
  readonly function: string | null;
}
interface LogRow {
  readonly at: string;
  readonly function: string;
  readonly line: string;
}

const doorsByTitle = new Map(readManifest().doors.map((door) => [constructId(door.id), door]));

/** What happened in the cloud since `act` began, per operation: the door itself, and whatever followed from it. */
async function usageOf(httpRequests: number, act: (n: number) => Promise<unknown>): Promise<Usage> {
  await local.advance("PT10S", []);
  const since = String((await local.get("/clock")).body["now"]);
  for (let n = 0; n < TIMES; n += 1) await act(n);
  await local.advance("PT10S", []);
  const wire = await rowsOf<WireRow>("/wire?limit=4000", since);
  const lines = await rowsOf<LogRow>("/logs?limit=10000", since);
  const requests = wire.filter((row) => row.function !== null);
  const units = requests.map((row) => requestUnits(row));
  const runs = lines.filter(({ line }) => line.startsWith("REPORT "));
  const each = (sum: number) => sum / TIMES;
  const own = lines.filter(({ function: of, line }) => doorsByTitle.has(of) && !line.startsWith("REPORT "));
  return {
    writeUnits: each(units.reduce((sum, { write }) => sum + write, 0)),
    readUnits: each(units.reduce((sum, { read }) => sum + read, 0)),
    httpRequests,
    runs: each(runs.length),
    gbSeconds: each(secondsOf(runs, requests)),
    events: each(runs.filter(({ function: of }) => doorsByTitle.get(of)?.kind === "event").length),
    // What CloudWatch adds to each line, and Lambda's own lines of each run.
    logBytes: each(own.reduce((sum, { line }) => sum + line.length + 26, 0) + runs.length * 300),
  };
}

async function rowsOf<T extends { readonly at: string }>(path: string, since: string): Promise<readonly T[]> {
  const { body } = await local.get(path);
  return (body as unknown as readonly T[]).filter(({ at }) => at >= since);
}

function secondsOf(runs: readonly LogRow[], requests: readonly WireRow[]): number {
  const gb = (door: Door | undefined) => (door?.memoryMb ?? 512) / 1_024;
  const perRun = runs.map(({ function: of }) => gb(doorsByTitle.get(of)) * RUN_MS);
  const perRequest = requests.map(({ function: of }) => gb(doorsByTitle.get(of ?? "")) * PER_REQUEST_MS);
  return [...perRun, ...perRequest].reduce((sum, ms) => sum + ms, 0) / 1_000;
}

/** The operations, done as an app does them. */
async function usages(): Promise<Readonly<Record<string, Usage>>> {
  const [amina, joseph] = [new Person("+2348037000001", "Amina"), new Person("+2348037000002", "Joseph")];
  for (const person of [amina, joseph]) await person.signUp();
  await amina.topUp(5_000_000);
  const confirmation = await amina.confirmation();
  const order = { to_user: joseph.userId, amount: 100, currency: "NGN", confirmation };
  const transfer = await usageOf(1, async (n) =>
    expectStatus(await amina.post("/wallet/transfer", order, { key: `costs-${n}` }), 201),
  );
  const topup = await usageOf(1, () => amina.topUp(100_000));
  const read = (path: string) => () => amina.get(path).then((answer) => expectStatus(answer, 200));
  const balance = await usageOf(1, read("/wallet/balance"));
  const history = await usageOf(1, read("/wallet/transactions"));
  const signIn = await usageOf(2, async () => {
    // A number may ask for a code every now and then only.
    await local.advance("PT20M", []);
    await joseph.signIn();
    await settled();
  });
  return {
    "transfer, confirmation token": transfer,
    "top-up: ordered, paid, webhook": topup,
    "sign-in by code, without the SMS": signIn,
    balance,
    "page of the history": history,
  };
}

/** US dollars for a million of each operation, with the arithmetic. */
export async function benchCosts({ quick, cloud }: OnCloud): Promise<string> {
  const list = readPrices();
  const measured = await onCloud(cloud, usages);
  if (!quick) writeFileSync(MEASURED, `${JSON.stringify(measured, null, 2)}\n`);
  const dollars = (value: number) => value.toFixed(2);
  const rows = Object.entries(measured).map(([name, usage]) => {
    const parts = priceOf(usage, list);
    const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
    const said = Object.entries(parts).map(([part, value]) => `${part} ${dollars(value)}`);
    const units = [usage.writeUnits, usage.readUnits, usage.runs, usage.events].map((value) => value.toFixed(1));
    return [name, ...units, dollars(total), said.join(" + ")];
  });
  return [
    `Prices of ${list.region}, ${list.asOf}. ${list.note} A run is taken to last ${RUN_MS} ms and ${PER_REQUEST_MS} ms for each of its requests`,
    "to the table: an assumption, until a deployed stage says better. The provider's fees and SMS are apart. Everything that",
    "follows is in it: the stream's consumers, events, notices, the audit trail.",
    "",
    table(["operation", "write units", "read units", "runs", "events", "USD a million", "of which"], rows),
  ].join("\n");
}
