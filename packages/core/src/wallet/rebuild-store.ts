import {
  decode,
  encode,
  entity,
  int,
  type ItemOf,
  json,
  keyOf,
  money,
  oneOf,
  optional,
  text,
  time,
} from "@cowry/table";
import { connectedTable, getFrom, replaceIn, scanPage } from "@cowry/table/copies";
import { assert, errors as kernelErrors, MINUTE, newId, now } from "../kernel/index.ts";
import { errors } from "./errors.ts";

/** A rebuild's own items. They lie in the table that is being made, and nowhere else. */

/** What is done, in this order. */
export const PHASES = ["copy", "journals", "wallets", "tidy"] as const;
export type Phase = (typeof PHASES)[number];

/** How far a wallet's chain has been made. Plain data: kept while the rebuild is paused. */
export interface ChainMade {
  readonly userId: string;
  readonly currency: string;
  /** Queued credits are given their places first. */
  readonly step: "place" | "chain";
  readonly after?: string | undefined;
  readonly sequence: number;
  readonly balance: bigint;
  readonly hash: string;
  readonly lastAtMs: number;
  /** What differs, unless it turns out that money has moved meanwhile: the first ones, and how many. */
  readonly odd: readonly string[];
  readonly differences: number;
}

export interface RebuildProgress {
  readonly phase: Phase;
  /** Key of the last item that is done with. */
  readonly after?: { readonly pk: string; readonly sk: string } | undefined;
  readonly chain?: ChainMade | undefined;
}

export interface RebuildCounts {
  readonly wallets: number;
  readonly entries: number;
  readonly journals: number;
  readonly differences: number;
  /** Wallets in which money moved meanwhile: made as far as the journals were read, and not compared. */
  readonly moved: number;
}

/** Incomplete: nothing differs among what stood still. */
export const REBUILD_RESULTS = ["matching", "differing", "incomplete"] as const;
export type RebuildResult = (typeof REBUILD_RESULTS)[number];

export const rebuildItem = entity("rebuild", {
  version: 1,
  about: "How far a rebuild of the ledger has come, and what it found; only in the table that it makes",
  pk: "REBUILD",
  sk: "#",
  attributes: {
    status: oneOf("st", ["running", ...REBUILD_RESULTS]),
    version: int("v"),
    /** Who wrote it: two runners may count alike. */
    runner: optional(text("rn")),
    leaseUntilMs: time("le"),
    source: text("so"),
    startedAtMs: time("sa"),
    finishedAtMs: optional(time("fa")),
    progress: json<RebuildProgress>("pr"),
    counts: json<RebuildCounts>("co"),
    /** The first hundred; `counts` has them all. */
    differences: json<readonly string[]>("di"),
  },
});

/** What an open transaction has reserved of its owner's money: summed when the wallet is made, then removed. */
export const promiseItem = entity("rebuild_promise", {
  version: 1,
  about: "What an open transaction has reserved; only in a table that is being rebuilt",
  pk: "W#{userId}",
  sk: "~P#{currency}#{transactionId}",
  attributes: { amount: money("am") },
});

/** A wallet that a journal names and the source does not have. */
export const strayItem = entity("rebuild_stray", {
  version: 1,
  about: "A wallet that a journal names and the table does not have; only in a table that is being rebuilt",
  pk: "W#{userId}",
  sk: "~W#{currency}",
  attributes: {},
});

/** A rebuild under way, as its one runner has it. */
export interface Rebuild {
  readonly source: string;
  readonly target: string;
  readonly startedAtMs: number;
  status: "running" | RebuildResult;
  version: number;
  /** Made anew with each taking. */
  readonly runner: string;
  progress: RebuildProgress;
  counts: RebuildCounts;
  readonly differences: string[];
}

/** Longer than any runner lives: whoever holds an expired lease is dead. */
export const LEASE_MS = 12 * MINUTE;
export const LISTED_MAX = 100;
const KEY = keyOf(rebuildItem, {});

/**
 * Takes the rebuild of this target, new or paused; one that is over as it is. Throws `rebuild_target_used` for a table
 * that holds anything else, `unavailable` while another runner has it.
 */
export async function openRebuild(target: string, source: string = connectedTable()): Promise<Rebuild> {
  assert(target !== source, "a rebuild writes into another table");
  // In this order: what another runner begins meanwhile is then never taken for somebody else's table.
  const { items } = await scanPage("all", { after: undefined, limit: 1, table: target });
  const stored = await getFrom(target, KEY);
  const atMs = now();
  if (stored === undefined) {
    if (items.length > 0) throw errors.rebuild_target_used();
    const counts = { wallets: 0, entries: 0, journals: 0, differences: 0, moved: 0 };
    const progress: RebuildProgress = { phase: "copy" };
    const fresh = { source, target, startedAtMs: atMs, status: "running", version: 0, progress, counts } as const;
    return take({ ...fresh, differences: [] }, undefined);
  }
  const known = decode(rebuildItem, stored);
  if (known.source !== source) throw errors.rebuild_target_used();
  const { startedAtMs, status, version, progress, counts, differences } = known;
  const run = { source, target, startedAtMs, status, version, progress, counts, differences: [...differences] };
  if (status !== "running") return { ...run, runner: "" };
  if (known.leaseUntilMs > atMs) throw kernelErrors.unavailable(undefined, { context: { rebuild: "has a runner" } });
  return take(run, version);
}

async function take(run: Omit<Rebuild, "runner">, seen: number | undefined): Promise<Rebuild> {
  const taken = { ...run, version: run.version + 1, runner: newId() };
  if ((await store(taken, now() + LEASE_MS, seen)) || (await isStored(taken))) return taken;
  throw kernelErrors.unavailable(undefined, { context: { rebuild: "has a runner" } });
}

/** Writes down how far it has come. `goes_on`: by this runner; `rests`: the next one may take it at once. */
export async function saveRebuild(run: Rebuild, then: "goes_on" | "rests"): Promise<void> {
  const seen = run.version;
  run.version += 1;
  const leaseUntilMs = then === "rests" ? now() : now() + LEASE_MS;
  if (await store(run, leaseUntilMs, seen)) return;
  assert(await isStored(run), "a rebuild has one runner");
}

/** After a lost answer our own stands there; nobody else writes while the lease lasts. */
async function isStored({ target, version, runner }: Rebuild): Promise<boolean> {
  const stored = await getFrom(target, KEY);
  const found = stored === undefined ? undefined : decode(rebuildItem, stored);
  return found?.version === version && found.runner === runner;
}

function store(run: Rebuild, leaseUntilMs: number, seen: number | undefined): Promise<boolean> {
  const { source, startedAtMs, status, version, runner, progress, counts, differences } = run;
  const item: ItemOf<typeof rebuildItem> = {
    ...{ source, startedAtMs, status, version, runner, leaseUntilMs, progress, counts, differences },
    ...(status === "running" ? {} : { finishedAtMs: now() }),
  };
  return replaceIn(run.target, encode(rebuildItem, item), { counter: "v", seen });
}

/** Counts, and lists the first of them. */
export function tellDifferences(run: Rebuild, found: readonly string[], differences: number = found.length): void {
  run.differences.push(...found.slice(0, LISTED_MAX - run.differences.length));
  run.counts = { ...run.counts, differences: run.counts.differences + differences };
}

export function countRebuilt(run: Rebuild, what: keyof RebuildCounts, by: number): void {
  run.counts = { ...run.counts, [what]: run.counts[what] + by };
}
