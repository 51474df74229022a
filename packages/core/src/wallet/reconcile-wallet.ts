import { batchGet, getItem, keyOf, queryItems, seqKey, sortKey, timeKey } from "@cowry/table";
import { type ChainWalk, checkEnd, checkReserved, type Discrepancy, walk } from "./audit.ts";
import { SEQUENCE_DIGITS } from "./posting.ts";
import { entryItem, externalItem, type Journal, journal, type Wallet, walletItem } from "./store.ts";

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
export async function followChain(from: ChainWalk): Promise<WalkedPage> {
  const { userId, currency } = from;
  const at = timeKey(from.lastAtMs);
  const after =
    from.sequence === 0 ? undefined : sortKey(entryItem, { currency, at, seq: seqKey(from.sequence, SEQUENCE_DIGITS) });
  const page = await queryItems(
    entryItem,
    { userId },
    { prefix: sortKey(entryItem, { currency }), after, limit: PAGE },
  );
  const entries = page.items.filter(({ seq }) => Number(seq) <= from.target.sequence);
  const journals = await batchGet(entries.map(({ transactionId }) => keyOf(journal, { transactionId })));
  let current = from;
  const found: Discrepancy[] = [];
  for (const entry of entries) {
    const [next, odd] = walk(current, entry, journals.get(journal, { transactionId: entry.transactionId }));
    current = next;
    found.push(...odd);
  }
  const isAtEnd = page.last === undefined || entries.length < page.items.length;
  return { walk: current, entries: entries.length, found: isAtEnd ? [...found, ...checkEnd(current)] : found, isAtEnd };
}

/**
 * What is reserved, against the payouts in flight. A wallet that changes meanwhile is looked at again: the same
 * version before and after means that both belong together.
 */
export async function auditReserved({ userId, currency }: Wallet): Promise<readonly Discrepancy[]> {
  for (let reading = 1; reading <= READINGS_MAX; reading++) {
    const before = await getItem(walletItem, { userId, currency });
    if (before === undefined) return [];
    const payouts = await payoutsOf(before);
    const after = await getItem(walletItem, { userId, currency });
    if (after?.version === before.version) return checkReserved(before, payouts);
  }
  // So busy that it never stood still: tomorrow night is another chance.
  return [];
}

async function payoutsOf({ userId, currency }: Wallet): Promise<readonly Journal[]> {
  const payouts: Journal[] = [];
  let after: string | undefined;
  do {
    const prefix = sortKey(externalItem, { currency });
    const page = await queryItems(externalItem, { userId }, { prefix, after, limit: PAGE });
    const ids = page.items.filter(({ kind }) => kind === "payout").map(({ transactionId }) => transactionId);
    const found = await batchGet(ids.map((transactionId) => keyOf(journal, { transactionId })));
    payouts.push(...ids.flatMap((transactionId) => found.get(journal, { transactionId }) ?? []));
    after = page.last;
  } while (after !== undefined);
  return payouts;
}
