import { decode, encode, keyOf, type RawItem, seqKey, timeKey, typeOf } from "@cowry/table";
import { getAllFrom, keyIn, scanPage, writeInto } from "@cowry/table/copies";
import * as z from "zod/mini";
import { alertStaff } from "../kernel/index.ts";
import { walletOfAccount } from "./model.ts";
import { SEQUENCE_DIGITS } from "./posting.ts";
import { isPlaced, type Line, linesOf, promisedBy, type WaitingCredit } from "./rebuild.ts";
import {
  countRebuilt,
  openRebuild,
  type Phase,
  PHASES,
  promiseItem,
  type Rebuild,
  REBUILD_RESULTS,
  rebuildItem,
  type RebuildResult,
  saveRebuild,
  strayItem,
} from "./rebuild-store.ts";
import { makeStray, makeWallet } from "./rebuild-wallet.ts";
import { entryItem, type Journal, journal, queuedItem, walletItem } from "./store.ts";

/**
 * The ledger made anew from its journals into another table, page by page: it takes what it is given of time, says where
 * it was, and goes on from there. Four passes. Everything that is no journal, entry or queued credit is copied, wallets
 * with what they say now. Each journal is copied, and drafts its entries, its waiting credits and what it has reserved.
 * Then wallet by wallet the drafts are made whole, chained, summed, and compared with the source. At last the promises,
 * which were summed, are removed. Every pass may run twice from any of its pages.
 *
 * The source is only read, and best at rest (a table that was restored). Wallets in which money moves meanwhile are
 * counted and not compared: nothing under way is called a difference.
 */

const TableName = z.string().check(z.regex(/^[A-Za-z0-9_.-]{3,255}$/));

export const RebuildOrder = z.object({
  /** Empty, or this rebuild's own. Its name has `-rebuilt-` in it: that is what a door may write to. */
  target: TableName,
  /** A table that was restored; the books themselves where none is named. */
  source: z.optional(TableName),
});

const Count = z.int().check(z.minimum(0));
export const RebuildState = z.strictObject({
  /** `more`: call again with the same order. */
  outcome: z.enum(["more", "done"]),
  result: z.nullable(z.enum(REBUILD_RESULTS)),
  wallets: Count,
  entries: Count,
  journals: Count,
  differences: Count,
  moved: Count,
});

/** Items looked at per page. */
const PAGE = 400;
/** Pages after which it is written down how far it has come, for the case that its runner dies. */
const SAVED_EVERY = 10;

type IsTimeUp = () => boolean;

/** Goes on with a rebuild until its time is up. Staff hear of what differs, and of what could not be compared. */
export async function rebuildInto(
  { target, source }: z.output<typeof RebuildOrder>,
  budgetMs: number,
): Promise<z.output<typeof RebuildState>> {
  const startedAt = performance.now();
  const run = await openRebuild(target, source);
  if (run.status !== "running") return stateOf(run);
  try {
    if (await goOn(run, () => performance.now() - startedAt >= budgetMs)) close(run);
    await saveRebuild(run, "rests");
  } catch (error) {
    // Best effort: the next runner need not wait for the lease. Why it came to this is what counts.
    await saveRebuild(run, "rests").catch(() => undefined);
    throw error;
  }
  return stateOf(run);
}

function stateOf({ status, counts }: Rebuild): z.output<typeof RebuildState> {
  if (status === "running") return { outcome: "more", result: null, ...counts };
  return { outcome: "done", result: status, ...counts };
}

const PASSES: Readonly<Record<Phase, (run: Rebuild, isTimeUp: IsTimeUp) => Promise<boolean>>> = {
  copy: (run, isTimeUp) => eachPage(run, isTimeUp, { table: run.source, types: "all" }, copyItems),
  journals: (run, isTimeUp) => eachPage(run, isTimeUp, { table: run.source, types: [journal.name] }, draftJournals),
  wallets: eachWallet,
  tidy: (run, isTimeUp) =>
    eachPage(run, isTimeUp, { table: run.target, types: [promiseItem.name, strayItem.name] }, removeItems),
};

/** True when all passes are over. */
async function goOn(run: Rebuild, isTimeUp: IsTimeUp): Promise<boolean> {
  for (;;) {
    const { phase } = run.progress;
    if (!(await PASSES[phase](run, isTimeUp))) return false;
    const next = PHASES[PHASES.indexOf(phase) + 1];
    if (next === undefined) return true;
    run.progress = { phase: next };
    if (isTimeUp()) return false;
    await saveRebuild(run, "goes_on");
  }
}

/** First the bell: what is closed is not looked at again. */
function close(run: Rebuild): void {
  const result: RebuildResult =
    run.counts.differences > 0 ? "differing" : run.counts.moved > 0 ? "incomplete" : "matching";
  if (result !== "matching") alertStaff({ alert: result === "differing" ? "rebuild_differs" : "rebuild_incomplete" });
  run.status = result;
}

interface Scan {
  readonly table: string;
  readonly types: readonly string[] | "all";
}

/** True at the end of the table, false when the time is up before. */
async function eachPage(
  run: Rebuild,
  isTimeUp: IsTimeUp,
  { table, types }: Scan,
  act: (run: Rebuild, items: readonly RawItem[]) => Promise<void>,
): Promise<boolean> {
  for (let pages = 1; ; pages++) {
    const page = await scanPage(types, { after: run.progress.after, limit: PAGE, table });
    await act(run, page.items);
    if (page.last === undefined) return true;
    run.progress = { ...run.progress, after: page.last };
    if (isTimeUp()) return false;
    if (pages % SAVED_EVERY === 0) await saveRebuild(run, "goes_on");
  }
}

/** Made anew, or a rebuild's own: not copied. */
const MADE: ReadonlySet<string | undefined> = new Set([
  ...[entryItem, journal, queuedItem].map(({ name }) => name),
  ...[rebuildItem, promiseItem, strayItem].map(({ name }) => name),
]);

async function copyItems({ target }: Rebuild, items: readonly RawItem[]): Promise<void> {
  await writeInto(target, { puts: items.filter((item) => !MADE.has(typeOf(item))) });
}

async function draftJournals(run: Rebuild, items: readonly RawItem[]): Promise<void> {
  const journals = items.map((item) => decode(journal, item));
  const strays = await straysOf(run, journals);
  await writeInto(run.target, { puts: [...items, ...journals.flatMap(draftsOf), ...strays] });
  countRebuilt(run, "journals", journals.length);
}

function draftsOf(of: Journal): readonly RawItem[] {
  const { transactionId, owner: userId, currency } = of;
  const lines = linesOf(of).map((line) => (isPlaced(line) ? draftEntry(line) : draftCredit(line)));
  const promised = promisedBy(of);
  return promised > 0n ? [...lines, encode(promiseItem, { userId, currency, transactionId, amount: promised })] : lines;
}

/** An entry that knows neither its balance nor its hash yet. */
function draftEntry({ atMs, seq, ...line }: Line): RawItem {
  const place = { at: timeKey(atMs), seq: seqKey(seq, SEQUENCE_DIGITS) };
  return encode(entryItem, { ...line, ...place, balanceAfter: 0n, hash: "" });
}

function draftCredit({ atMs, ...credit }: WaitingCredit): RawItem {
  return encode(queuedItem, { ...credit, at: timeKey(atMs) });
}

/** Wallets that journals name and that were not there to be copied. */
async function straysOf({ target }: Rebuild, journals: readonly Journal[]): Promise<readonly RawItem[]> {
  const named = journals.flatMap((of) => [
    ...(of.legs ?? []).flatMap(({ account }) => walletOfAccount(account) ?? []),
    ...(promisedBy(of) > 0n ? [{ userId: of.owner, currency: of.currency }] : []),
  ]);
  const wallets = new Map(named.map((wallet) => [`${wallet.userId} ${wallet.currency}`, wallet]));
  const found = await getAllFrom(
    target,
    [...wallets.values()].map((wallet) => keyOf(walletItem, wallet)),
  );
  const there = new Set(found.map((item) => decode(walletItem, item)).map((each) => `${each.userId} ${each.currency}`));
  return [...wallets].filter(([name]) => !there.has(name)).map(([, wallet]) => encode(strayItem, wallet));
}

async function eachWallet(run: Rebuild, isTimeUp: IsTimeUp): Promise<boolean> {
  const types = [walletItem.name, strayItem.name];
  for (let wallets = 0; ;) {
    const page = await scanPage(types, { after: run.progress.after, limit: PAGE, table: run.target });
    for (const item of page.items) {
      const make = typeOf(item) === strayItem.name ? makeStray : makeWallet;
      if (!(await make(run, item, isTimeUp))) return false;
      run.progress = { phase: "wallets", after: keyIn(item) };
      if (isTimeUp()) return false;
      wallets += 1;
      if (wallets % PAGE === 0) await saveRebuild(run, "goes_on");
    }
    if (page.last === undefined) return true;
    run.progress = { phase: "wallets", after: page.last };
    if (isTimeUp()) return false;
  }
}

async function removeItems({ target }: Rebuild, items: readonly RawItem[]): Promise<void> {
  await writeInto(target, { removes: items.map(keyIn) });
}
