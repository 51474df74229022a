import type { ItemOf } from "@cowry/table";
import {
  absent,
  atMost,
  entity,
  equals,
  getItem,
  int,
  json,
  oneOf,
  optional,
  put,
  time,
  update,
  write,
} from "@cowry/table";
import { assert, MINUTE, now } from "../kernel/index.ts";
import type { ChainWalk, Discrepancy } from "./audit.ts";

/** A night's run in the table: taken by one runner at a time, put down when its time is up, closed with its result. */

export interface AuditCounts {
  readonly wallets: number;
  readonly entries: number;
  readonly journals: number;
  readonly discrepancies: number;
  /** Wallets of which it could not be seen what is reserved, because they never stood still. */
  readonly skipped: number;
}

/** Where a paused audit goes on. */
export interface AuditProgress {
  /** Key of the last item that is done with. */
  readonly after?: { readonly pk: string; readonly sk: string } | undefined;
  /** The wallet in the middle of whose chain it was paused. */
  readonly chain?: ChainWalk | undefined;
  /** It was paused amid journals of many parts: the next call takes those one by one, which fit into any. */
  readonly isOneByOne?: boolean | undefined;
  /** By account: the legs booked before the day; by currency: what was in all wallets when it began. */
  readonly sums: Readonly<Record<string, bigint>>;
}

/** Incomplete: nothing differs among what could be looked at. */
const RESULTS = ["matching", "differing", "incomplete"] as const;
export type RunResult = (typeof RESULTS)[number];

export const reconciliationItem = entity("reconciliation", {
  version: 1,
  about: "One night's audit of the ledger",
  pk: "REC#{day}",
  sk: "C#{channel}",
  attributes: {
    status: oneOf("st", ["running", ...RESULTS]),
    version: int("v"),
    leaseUntilMs: time("le"),
    startedAtMs: time("sa"),
    finishedAtMs: optional(time("fa")),
    progress: optional(json<AuditProgress>("pr")),
    counts: optional(json<AuditCounts>("co")),
    /** The first hundred; `counts` has them all. */
    discrepancies: optional(json<readonly Discrepancy[]>("di")),
  },
});
type Reconciliation = ItemOf<typeof reconciliationItem>;

/** An audit under way. */
export interface Audit {
  /** Journals booked on this day or later are not compared yet. */
  readonly day: string;
  version: number;
  counts: AuditCounts;
  progress: AuditProgress;
  readonly discrepancies: Discrepancy[];
}

const CHANNEL = "ledger";
/**
 * Longer than any runner lives, shorter than the time between two: whoever holds an expired lease is dead, and the next
 * one goes on from where the run was saved.
 */
export const LEASE_MS = 12 * MINUTE;
/** A save counts one on: so nobody takes another runner's taking for a save of their own whose answer was lost. */
const TAKING = 2;
/** More do not fit into an item, and nobody reads them one by one. */
export const LISTED_MAX = 100;

/** Takes the day's run, new or paused; undefined when it is over, or when another runner has it. */
export async function openRun(day: string): Promise<Audit | undefined> {
  const atMs = now();
  const leaseUntilMs = atMs + LEASE_MS;
  const fresh: Reconciliation = {
    day,
    channel: CHANNEL,
    status: "running",
    version: 1,
    leaseUntilMs,
    startedAtMs: atMs,
  };
  if ((await write(put(reconciliationItem, fresh, { rule: "new", when: [absent()] }))).done) return auditOf(fresh);
  const taking = update(
    reconciliationItem,
    { day, channel: CHANNEL },
    {
      rule: "paused",
      when: [equals("status", "running"), atMost("leaseUntilMs", atMs)],
      set: { leaseUntilMs },
      add: { version: TAKING },
    },
  );
  const taken = await write(taking, { returns: "new" });
  return taken.done && taken.item !== undefined ? auditOf(taken.item) : undefined;
}

function auditOf({ day, version, counts, progress, discrepancies = [] }: Reconciliation): Audit {
  return {
    day,
    version,
    counts: { wallets: 0, entries: 0, journals: 0, discrepancies: 0, skipped: 0, ...counts },
    progress: progress ?? { sums: {} },
    discrepancies: [...discrepancies],
  };
}

/** Puts the run down; the next runner may take it at once. */
export function pauseRun(audit: Audit): Promise<void> {
  return save(audit, { progress: audit.progress, leaseUntilMs: now() });
}

/** Writes down how far the run has come; this runner goes on with it. */
export function saveRun(audit: Audit): Promise<void> {
  return save(audit, { progress: audit.progress });
}

export function resultOf({ counts }: Audit): RunResult {
  if (counts.discrepancies > 0) return "differing";
  return counts.skipped > 0 ? "incomplete" : "matching";
}

/** Ends the run for the day. */
export function closeRun(audit: Audit): Promise<void> {
  return save(audit, { status: resultOf(audit), finishedAtMs: now(), progress: audit.progress });
}

/** Whether the day's run has come to its end. */
export async function isOver(day: string): Promise<boolean> {
  const run = await getItem(reconciliationItem, { day, channel: CHANNEL });
  return run !== undefined && run.status !== "running";
}

interface Change {
  readonly progress: AuditProgress;
  readonly status?: RunResult;
  readonly leaseUntilMs?: number;
  readonly finishedAtMs?: number;
}

async function save(audit: Audit, change: Change): Promise<void> {
  const { day, version, counts, discrepancies } = audit;
  const saved = await write(
    update(
      reconciliationItem,
      { day, channel: CHANNEL },
      {
        rule: "mine",
        when: [equals("version", version)],
        set: { ...change, counts, discrepancies: discrepancies.slice(0, LISTED_MAX), version: version + 1 },
      },
    ),
  );
  assert(saved.done || saved.item?.version === version + 1, "a run has one runner while its lease lasts");
  audit.version += 1;
}

export function report(audit: Audit, found: readonly Discrepancy[]): void {
  audit.discrepancies.push(...found.slice(0, LISTED_MAX - audit.discrepancies.length));
  count(audit, "discrepancies", found.length);
}

/** Adds to one of the sums. */
export function book(audit: Audit, name: string, amount: bigint): void {
  const { sums } = audit.progress;
  audit.progress = { ...audit.progress, sums: { ...sums, [name]: (sums[name] ?? 0n) + amount } };
}

export function count(audit: Audit, what: keyof AuditCounts, by: number): void {
  audit.counts = { ...audit.counts, [what]: audit.counts[what] + by };
}
