import { readFileSync, writeFileSync } from "node:fs";
import { table } from "./figures.ts";
import { priceOf, readPrices, type Usage } from "./prices.ts";
import { simulateRush } from "./rush.ts";

const FILE = "bench/capacity.md";
export const MEASURED = "bench/measured.json";
const RATES = [1_000, 10_000] as const;
const TRANSFER = "transfer, confirmation token";

/** What AWS documents, with the page's name in the text. */
const PARTITION_WRITES = 1_000;
const PARTITION_READS = 3_000;
const NEW_TABLE_WRITES = 4_000;
const TABLE_QUOTA = 40_000;
const FUNCTION_QUOTA = 1_000;
const FUNCTION_GROWTH_PER_10_S = 1_000;
const GATEWAY_QUOTA = 10_000;
const EVENTS_QUOTA = 10_000;
/** `prod` in stacks/stage.ts. */
const STAGE_THROTTLE = 2_000;

/** Room above the mean: chance, and a partition that is hotter than the others. */
const HEADROOM = 1.5;
/** A transfer's new items, as `sizes.test.ts` of the wallet bounds them: a journal and two entries of at most 1 KB. */
const BYTES_PER_TRANSFER_MAX = 3 * 1_024 + 3 * 100;
const SECONDS_PER_DAY = 86_400;
const PEOPLE = 1_000_000;
const ZIPF = 0.99;
/** Beyond so many a second a wallet's rivals wait for one another (the table below). */
const WALLET_MAX = 20;

const n = (value: number, digits = 0) => value.toLocaleString("en-US", { maximumFractionDigits: digits });

let weights = 0;
for (let k = 1; k <= PEOPLE; k += 1) weights += 1 / k ** ZIPF;

/** Payments of the kth most popular payee, per second. */
function popular(perSecond: number, rank: number): number {
  return perSecond / rank ** ZIPF / weights;
}

function needs(perSecond: number, usage: Usage): readonly (readonly [string, string, string])[] {
  const writes = perSecond * usage.writeUnits;
  const reads = perSecond * usage.readUnits;
  const partitions = Math.ceil(Math.max(writes / PARTITION_WRITES, reads / PARTITION_READS) * HEADROOM);
  const warm = Math.ceil((writes * HEADROOM) / 1_000) * 1_000;
  const busy = usage.gbSeconds / 1.728;
  const concurrency = Math.ceil(perSecond * busy * HEADROOM);
  const hot = Array.from({ length: 500 }, (_, k) => popular(perSecond, k + 1)).filter(
    (rate) => rate > WALLET_MAX,
  ).length;
  return [
    ["write units a second", n(writes), `${n(perSecond)} × ${n(usage.writeUnits, 1)}`],
    ["read units a second", n(reads), `${n(perSecond)} × ${n(usage.readUnits, 1)}`],
    [
      "partitions",
      n(partitions),
      `by writes (${n(PARTITION_WRITES)} each) or reads (${n(PARTITION_READS)} each), × ${HEADROOM}`,
    ],
    [
      "warm throughput to set before",
      `${n(warm)} writes`,
      `a new on-demand table takes ${n(NEW_TABLE_WRITES)} at once; ${warm > TABLE_QUOTA ? `above the quota of ${n(TABLE_QUOTA)} a table: to be raised` : `within the quota of ${n(TABLE_QUOTA)} a table`}`,
    ],
    [
      "functions at once, all doors together",
      n(concurrency),
      `${n(usage.runs, 1)} runs and ${n(usage.gbSeconds, 3)} GB-seconds a transfer at 1.7 GB, × ${HEADROOM}; quota ${n(FUNCTION_QUOTA)}${concurrency > FUNCTION_QUOTA ? ": to be raised" : ""}`,
    ],
    [
      "time to get there from nothing",
      `${n(Math.ceil(concurrency / FUNCTION_GROWTH_PER_10_S) * 10)} s`,
      `each function grows by ${n(FUNCTION_GROWTH_PER_10_S)} every 10 s`,
    ],
    [
      "requests at the gateway",
      n(perSecond),
      `quota ${n(GATEWAY_QUOTA)} a region; the stage admits ${n(STAGE_THROTTLE)} (stacks/stage.ts)${perSecond > STAGE_THROTTLE ? ": both to be raised" : ""}`,
    ],
    ["events a second", n(perSecond * usage.events), `PutEvents takes ${n(EVENTS_QUOTA)} in the large regions`],
    [
      "new data a day",
      `${n((perSecond * SECONDS_PER_DAY * usage.keptBytes) / 2 ** 30)} GB`,
      `${n(usage.keptBytes)} bytes a transfer that stay (measured; ${n(BYTES_PER_TRANSFER_MAX)} with everything at its longest), all day long`,
    ],
    [
      `payees above ${WALLET_MAX} a second, if ${n(PEOPLE)} people are paid by Zipf (${ZIPF})`,
      n(hot),
      `the first is paid ${n(popular(perSecond, 1), 1)} times a second: merchants, whose credits are queued (below)`,
    ],
  ];
}

function hotWallets(): string {
  const rows = [1, 5, 10, 20, 30, 50, 80].map((perSecond) => [
    `${perSecond}`,
    ...[10, 15, 25].flatMap((windowMs) => {
      const { attempts, p50, p99, failed } = simulateRush({ perSecond, windowMs }, "capacity");
      return [attempts.toFixed(2), `${n(p50)} / ${n(p99)}`, `${(failed * 100).toFixed(1)} %`];
    }),
  ]);
  const header = [10, 15, 25].flatMap((ms) => [`attempts, ${ms} ms`, "wait p50 / p99, ms", "given up"]);
  return table(["transfers/s", ...header], rows);
}

/** A model, from units that were measured and limits that AWS documents; written to bench/capacity.md. */
export function benchCapacity(): Promise<string> {
  const measured = JSON.parse(readFileSync(MEASURED, "utf8")) as Readonly<Record<string, Usage>>;
  const usage = measured[TRANSFER];
  if (usage === undefined) throw new Error(`${MEASURED} has no transfer: run the part costs first`);
  const list = readPrices();
  const perMillion = Object.values(priceOf(usage, list)).reduce((sum, part) => sum + part, 0);
  const parts = RATES.map((perSecond) =>
    [
      `## ${n(perSecond)} transfers a second`,
      "",
      table(["", "needed", "from"], needs(perSecond, usage)),
      "",
      `It costs ${n((perSecond * 3_600 * perMillion) / 1e6)} USD an hour at ${perMillion.toFixed(2)} USD a million (${list.region}, ${list.asOf}).`,
      "",
    ].join("\n"),
  );
  const text = `# Capacity

Written by \`npm run bench -- --only capacity\`; do not edit. A model, not a measurement: units and runs a transfer are counted
on the local cloud (bench/measured.json, everything that follows a transfer included), limits are those that AWS documents
(DynamoDB: partitions, on-demand scaling and quotas; Lambda: scaling and quotas; API Gateway and EventBridge: quotas).
Before an event of this size: set warm throughput, ask for the quotas below, and run \`load/\` against a stage.

${parts.join("\n")}
## One wallet

Nobody publishes for how long a transaction holds an item between its two phases; 10 to 25 ms are assumed. Simulated with the
waits of the code: ${n(6_000)} arrivals by chance, the version read 4 ms before it is written, a refusal told within 4 ms, a
conflict waited out by full jitter from 20 to 400 ms and decided again on another look at the wallet, a lost race run again,
12 s in all. More partitions do not help: it is one item.

${hotWallets()}

So ${WALLET_MAX} a second is what one wallet takes without its payers noticing. Nobody sends that many alone. A merchant's wallet
that meets rivals turns to a queue by itself (docs/decisions/0014): a credit is then an item of its own, without rivals,
8 units in the place of 10, folded in 45 at a time. A person's wallet does not; whoever pays it beyond that waits, and is
told 503 after 12 seconds, safe to send again.
`;
  writeFileSync(FILE, text);
  return Promise.resolve(
    `Units of a transfer, all that follows included: ${n(usage.writeUnits, 1)} written, ${n(usage.readUnits, 1)} read, ${n(usage.runs, 1)} runs.`,
  );
}
