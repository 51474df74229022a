import { writeFileSync } from "node:fs";
import { connectTable } from "@cowry/table";
import { rawScan } from "@cowry/table/audit";
import { useEndpoint } from "@cowry/table/engine.testkit";
import { requestUnits, type WireRequest } from "../packages/table/src/capacity.ts";
import { constructId, type Door, readManifest } from "../stacks/manifest.ts";
import { local, onCloud } from "../tests/kit/cloud.ts";
import { expectStatus, Person, settled } from "../tests/kit/people.ts";
import { templates } from "../tests/stacks/assembly.ts";
import { MEASURED } from "./capacity.ts";
import type { OnCloud } from "./cloud.ts";
import { table } from "./figures.ts";
import { priceOf, type PriceList, readPrices, storagePriceOf, storedBytes, type Usage } from "./prices.ts";
import { standingLines } from "./standing.ts";

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
  const before = await stored();
  for (let n = 0; n < TIMES; n += 1) await act(n);
  await local.advance("PT10S", []);
  const after = await stored();
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
    keptBytes: each(after.kept - before.kept),
    expiringBytes: each(after.expiring - before.expiring),
  };
}

/** What is in the table, in bytes that are billed: what stays, and what has a time to live. */
async function stored(): Promise<{ readonly kept: number; readonly expiring: number }> {
  let [kept, expiring] = [0, 0];
  for await (const item of rawScan()) {
    if ("ttl" in item) expiring += storedBytes(item);
    else kept += storedBytes(item);
  }
  return { kept, expiring };
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
  // Events of people that other parts put into the table alone fail, and are tried again for some minutes.
  await local.advance("PT15M", []);
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
  const [tableName = ""] = cloud.tables;
  useEndpoint(cloud.aws_endpoint);
  connectTable({ tableName });
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
    "",
    ...storage(measured, list),
    "",
    ...(await standing(list)),
  ].join("\n");
}

/** By what is done for good: a sign-in leaves sessions and notices, which end. */
const KEPT = ["transfer, confirmation token", "top-up: ordered, paid, webhook"];

function storage(measured: Readonly<Record<string, Usage>>, list: PriceList): readonly string[] {
  const { tableGbMonth, backupGbMonth, logsGbMonth } = list.prices;
  const rows = Object.entries(measured)
    .filter(([name]) => KEPT.includes(name))
    .map(([name, usage]) => {
      const { gb, table: kept, recovery } = storagePriceOf(usage, list);
      const made = Object.values(priceOf(usage, list)).reduce((sum, part) => sum + part, 0);
      const month = kept + recovery;
      const sizes = [usage.keptBytes, usage.expiringBytes].map((bytes) => bytes.toFixed(0));
      const sum = `${gb.toFixed(2)} GB × (${tableGbMonth.value} + ${backupGbMonth.value})`;
      return [name, ...sizes, month.toFixed(2), sum, (made / month).toFixed(0)];
    });
  return [
    "What they leave behind is paid for each month as long as it is kept: bytes by AWS's rule, of the table's content before and",
    "after (100 more for each item and for each row of an index; what transactions add besides AWS does not tell), at the price",
    "of the table and of its point-in-time recovery. What has a time to live goes by itself and is not in the price.",
    "",
    table(
      [
        "operation",
        "bytes kept",
        "bytes that expire",
        "USD a month for a million",
        "of which",
        "months until it cost as much again",
      ],
      rows,
    ),
    "",
    `Logs are ${logsGbMonth.value} USD a month for a GB of what is left of them after compression: less than a tenth of their ingestion a month.`,
  ];
}

/** What a stage costs before anybody comes. */
async function standing(list: PriceList): Promise<readonly string[]> {
  const lines = standingLines(await templates(), list);
  const rows = lines.map(({ what, count, each }) => {
    const whole = count.toLocaleString("en-US", { maximumFractionDigits: 0 });
    return [what, whole, `${Number(each.toPrecision(3))}`, (count * each).toFixed(2)];
  });
  const total = lines.reduce((sum, { count, each }) => sum + count * each, 0);
  return [
    "A stage in which nobody does anything, counted in its templates. Whatever else is in them is paid by use or free: the table's",
    "stream as far as functions read it, standard parameters (the secrets), roles, queues, topics, machines.",
    "",
    table(["each month", "how many", "USD each", "USD"], [...rows, ["together", "", "", total.toFixed(2)]]),
  ];
}
