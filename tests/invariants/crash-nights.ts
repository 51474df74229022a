import { decode, typeOf } from "@cowry/table";
import type { Kind } from "@cowry/core/reconciliation";
import { type Discrepancy, discrepancyItem, type Run, runItem } from "../../packages/core/src/reconciliation/store.ts";
import { SimulatedDay } from "../../packages/gateways/src/paystack/simulated-day.testkit.ts";
import { type Cloud, KEY } from "./crash-cloud.ts";
import { type Flow, simulate } from "./crash-flows.ts";
import type { Outcome } from "./crash-outcomes.ts";

/**
 * The story of three nights: a day with one discrepancy of each kind is over, the night reconciles it, and whoever is
 * stopped is called again by the state machine, or by the next night: no schedule's own retry helps here. What is found in the end must be what is found
 * when nobody is stopped, each once.
 */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** As few as have one of each kind, pages that nobody paid, and what both sides agree on. */
const SIZE = 30;
const KINDS: readonly (readonly [number, Kind])[] = [
  ...([
    [1, "missing_here"],
    [2, "missing_there"],
    [3, "amount"],
    [4, "fee"],
    [5, "currency"],
    [6, "status"],
  ] as const),
  ...([
    [8, "duplicate"],
    [9, "late"],
    [11, "wrong_day"],
    [12, "unknown_reference"],
    [20, "reversed"],
  ] as const),
];
const PLAN = { kinds: new Map(KINDS), agreed: [13, 15, 30] } as const;

/** Of a minute that a function works, each touch takes so much: it gives up after three, and says where it was. */
const TOUCH_MS = 20_000;
const PER_PAGE = 8;
/** The provider's clock when the first night begins, half an hour before its schedule. */
const EVENING_MS = 3 * HOUR;

const LISTS = ["list_transactions", "list_transfers", "list_refunds", "balance_ledger", "list_settlements"] as const;
const LOOKS = ["verify", "verify_transfer", "fetch_transaction", "fetch_transfer", "fetch_refund"] as const;

const each = (operations: readonly string[], fault: object) =>
  operations.map((operation) => ({ ...fault, on: { operation } }));
const both = [...LISTS, ...LOOKS, "settlement_transactions"];

/** What the provider may do with a night's questions. */
const OUTCOMES: readonly Outcome[] = [
  { name: "as it should be", faults: () => [] },
  { name: "answers lost", faults: () => each(both, { do: "lose_answer", times: 2 }) },
  { name: "never arrived", faults: () => each(both, { do: "refuse", times: 4 }) },
  { name: "delayed beyond our patience", faults: () => each(LISTS, { do: "delay", when: "before", ms: 7_000 }) },
  { name: "5xx", faults: () => each(both, { do: "error", status: 503, times: 4 }) },
  { name: "HTML", faults: () => each(both, { do: "error", html: true, times: 4 }) },
  { name: "rate limited", faults: () => each(both, { do: "rate_limit", times: 2 }) },
  { name: "away until the morning", faults: () => each(both, { do: "refuse", for_ms: 4 * HOUR }) },
  {
    name: "its ledger away until the morning",
    faults: () => each(["balance_ledger"], { do: "error", for_ms: 4 * HOUR }),
  },
  {
    name: "asked for one record, silent until the morning",
    faults: () => each(LOOKS, { do: "error", for_ms: 4 * HOUR }),
  },
];

/** The reconciliation of these nights; the first story that is told of it says what all others are held against. */
export function nights(): Flow {
  let undisturbed: string | undefined;
  let day = "";
  return {
    name: "reconciliation",
    rail: { order: undefined, ask: "list_transactions", event: "charge.success" },
    outcomes: OUTCOMES,
    patienceMs: 53 * HOUR,
    async prepare(cloud) {
      cloud.pace.also.add("reconciliation/start-nightly");
      // Nobody is told: our books are written as they are to differ.
      await simulate(cloud, "/_sim/faults", { do: "webhook_drop", times: null });
      const advance = async (ms: number) => {
        await cloud.live(ms);
        return cloud.clock.now();
      };
      const seeded = new SimulatedDay({ url: cloud.provider(""), key: KEY }, SIZE, { plan: PLAN, advance });
      await seeded.happen();
      ({ day } = seeded);
      const now = cloud.clock.now();
      await cloud.live(Math.floor(now / DAY) * DAY + DAY + EVENING_MS - now);
      Object.assign(cloud.pace, { touchMs: TOUCH_MS, perPage: PER_PAGE });
      return () => Promise.resolve();
    },
    judge(cloud) {
      const sight = look(cloud, day);
      undisturbed ??= sight.report;
      return Promise.resolve({ ending: "conclusive", violations: [...judgeNights(cloud, sight, undisturbed)] });
    },
  };
}

interface Sight {
  readonly runs: readonly Run[];
  readonly ofDay: Run | undefined;
  readonly found: readonly Discrepancy[];
  /** On other days: what fills the balance up is nobody's order. */
  readonly elsewhere: readonly Discrepancy[];
  /** What is told, without the days and times at which it was found out. */
  readonly report: string;
}

function look(cloud: Cloud, day: string): Sight {
  const items = cloud.engine.all();
  const runs = items.filter((item) => typeOf(item) === runItem.name).map((item) => decode(runItem, item));
  const all = items
    .filter((item) => typeOf(item) === discrepancyItem.name)
    .map((item) => decode(discrepancyItem, item));
  const said = all.map(({ kind, stream, reference, transactionId, ours, theirs, state }) =>
    plain({ kind, stream, reference, transactionId, ours, theirs, state }),
  );
  const ofDay = runs.find((run) => run.day === day);
  return {
    ...{ runs, ofDay, found: all.filter((one) => one.day === day), elsewhere: all.filter((one) => one.day !== day) },
    report: [...said.sort(), plain(ofDay?.tally)].join("\n"),
  };
}

function plain(value: unknown): string {
  return JSON.stringify(value, (key, one: unknown) =>
    key === "atMs" ? undefined : typeof one === "bigint" ? String(one) : one,
  );
}

function* judgeNights(cloud: Cloud, sight: Sight, undisturbed: string): Generator<string> {
  yield* cloud.faults;
  const { report } = sight;
  if (report !== undisturbed) yield `the report differs from the undisturbed one:\n${report}\nand not\n${undisturbed}`;
  yield* judgeFound(sight);
  yield* judgeRuns(cloud, sight);
  const listed = cloud.engine.all().filter((item) => (item["g1p"] as { S?: string } | undefined)?.S === "DC#open");
  const [open, all] = [listed.length, sight.found.length + sight.elsewhere.length];
  if (open !== all) yield `${open} of ${all} are listed as open`;
}

function* judgeFound({ found, elsewhere }: Sight): Generator<string> {
  const kinds = found.map(({ kind }) => kind).sort();
  const wanted = [...KINDS.map(([, kind]) => kind), "settlement_short"].sort();
  if (String(kinds) !== String(wanted)) yield `found were ${String(kinds)}`;
  for (const [index, kind] of KINDS) {
    const reference = kind === "unknown_reference" ? "not-one-of-ours" : SimulatedDay.referenceOf(index);
    if (!found.some((one) => one.kind === kind && one.reference === reference))
      yield `${kind} of ${index} was not found`;
  }
  for (const { kind, reference } of elsewhere) {
    if (!reference.startsWith("Deposit/")) yield `on another day ${kind} was found of ${reference}`;
  }
}

function* judgeRuns(cloud: Cloud, { runs, ofDay }: Sight): Generator<string> {
  if (ofDay?.status !== "differing") yield `the day's run is ${ofDay?.status ?? "missing"}`;
  for (const { day, status } of runs)
    if (["running", "failed"].includes(status)) yield `the run of ${day} is ${status}`;
  const days = runs.map(({ day }) => Date.parse(day)).sort((a, b) => a - b);
  if (days.some((at, n) => n > 0 && at - (days[n - 1] ?? 0) !== DAY)) yield "a day has no run";
  if (!cloud.told.has("reconciliation_differs")) yield "nobody was told that the day differs";
  for (const { status, name } of cloud.machine.executions()) {
    if (status === "RUNNING") yield `the execution ${name} has not ended`;
    if (status === "FAILED" && !cloud.told.has("reconciliation_failed")) yield "a run failed and nobody was told";
  }
}
