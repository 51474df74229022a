import { batchGet, getItem, keyOf, queryItems, seqKey, sortKey, timeKey } from "@cowry/table";
import { present } from "../kernel/index.ts";
import { type ChainWalk, checkEnd, checkReserved, checkRows, type Discrepancy, walk } from "./audit.ts";
import { homeDay } from "./day.ts";
import { SEQUENCE_DIGITS } from "./posting.ts";
import type { Pace } from "./reconcile-pace.ts";
import { entryItem, externalItem, type Journal, journal, type Wallet, walletItem } from "./store.ts";
import { bookingDay } from "./system-accounts.ts";

/** One wallet: its chain from the first entry, each entry's journal, and what is reserved. */

/** Entries of a page have a hundred journals at most: one batch. */
const PAGE = 100;
const READINGS_MAX = 5;

export interface WalkedPage {
  readonly walk: ChainWalk;
  readonly found: readonly Discrepancy[];
  /** How many entries it had. */
  readonly entries: number;
  readonly isAtEnd: boolean;
}

/** Goes on along the chain by one page of entries, not beyond the wallet as it was when the walk began. */
export async function followChain(from: ChainWalk, day: string, { pause }: Pace): Promise<WalkedPage> {
  const page = await readChain(from, day);
  if (page.found.length === 0) return page;
  await pause();
  return readChain(from, day);
}

async function readChain(from: ChainWalk, day: string): Promise<WalkedPage> {
  const { userId, currency } = from;
  const at = timeKey(from.lastAtMs);
  const after =
    from.sequence === 0 ? undefined : sortKey(entryItem, { currency, at, seq: seqKey(from.sequence, SEQUENCE_DIGITS) });
  const prefix = sortKey(entryItem, { currency });
  const page = await queryItems(entryItem, { userId }, { prefix, after, limit: PAGE });
  const entries = page.items.filter(({ seq }) => Number(seq) <= from.target.sequence);
  const journals = await batchGet(entries.map(({ transactionId }) => keyOf(journal, { transactionId })));
  let current = from;
  const found: Discrepancy[] = [];
  for (const entry of entries) {
    const of = journals.get(journal, { transactionId: entry.transactionId });
    const [next, odd] = walk(current, entry, of);
    // By its journal's day, as the accounts on its other side are.
    const isLater = (of === undefined ? homeDay(Number(entry.at)) : bookingDay(of)) >= day;
    current = isLater ? { ...next, later: next.later + entry.amount } : next;
    found.push(...odd);
  }
  const isAtEnd = page.last === undefined || entries.length < page.items.length;
  return { walk: current, entries: entries.length, found: isAtEnd ? [...found, ...checkEnd(current)] : found, isAtEnd };
}

/**
 * What is reserved, against all that is promised: the same version before and after means that both belong together.
 * "skipped": the wallet changed during every reading. "unfinished": the time was up before.
 */
export async function auditReserved(
  { userId, currency }: Pick<Wallet, "userId" | "currency">,
  { isTimeUp, pause }: Pace,
): Promise<readonly Discrepancy[] | "skipped" | "unfinished"> {
  let wasOdd = false;
  for (let reading = 1; reading <= READINGS_MAX; reading++) {
    const before = present(await getItem(walletItem, { userId, currency }), "a wallet is never removed");
    const { promises, missing } = await externalsOf(before);
    const after = await getItem(walletItem, { userId, currency });
    if (after?.version === before.version) {
      const found = [...checkReserved(before, promises), ...checkRows(before, missing)];
      if (found.length === 0 || wasOdd) return found;
      wasOdd = true;
    }
    if (isTimeUp()) return "unfinished";
    await pause();
  }
  return "skipped";
}

/** A wallet's payouts, holds and held transfers, and the ids of external rows without a journal. */
async function externalsOf({ userId, currency }: Wallet) {
  const promises: Journal[] = [];
  const missing: string[] = [];
  let after: string | undefined;
  do {
    const prefix = sortKey(externalItem, { currency });
    const page = await queryItems(externalItem, { userId }, { prefix, after, limit: PAGE });
    const found = await batchGet(page.items.map(({ transactionId }) => keyOf(journal, { transactionId })));
    for (const { transactionId } of page.items) {
      const of = found.get(journal, { transactionId });
      if (of === undefined) missing.push(transactionId);
      else if (of.kind !== "topup") promises.push(of);
    }
    after = page.last;
  } while (after !== undefined);
  return { promises, missing };
}
