import {
  equals,
  getItem,
  present as exists,
  queryItems,
  sortKey,
  timeKey,
  seqKey,
  update,
  type Write,
} from "@cowry/table";
import { DAY, MINUTE } from "../kernel/index.ts";
import { type Leg, REVERSIBLE, walletOfAccount } from "./model.ts";
import { SEQUENCE_DIGITS } from "./posting.ts";
import { type Entry, entryItem, type Journal, queuedItem } from "./store.ts";

/**
 * What a history shows of a transaction that was given back whole. A transfer is shown by its entries alone, so that they
 * must say it themselves: the reversal marks both. The mark is no part of what their hashes cover; it follows from the
 * journal, which audit and rebuild compare.
 */

/** Whether the entries of this transaction are marked. */
export function isMarked({ kind, status }: Pick<Journal, "kind" | "status">): boolean {
  return status === "reversed" && REVERSIBLE.includes(kind);
}

/** The mark of this transaction's entries. */
export function markOf(of: Pick<Journal, "kind" | "status">): Pick<Entry, "reversed"> {
  return isMarked(of) ? { reversed: true } : {};
}

export const MARK_RULE = "reversed.";

/**
 * Marks each entry of a transaction. Two writes, and no read but for a credit that was queued: it waits, or its entry is
 * looked for from there on. Rules: `reversed.<n>`; one that does not hold was folded in meanwhile.
 */
export async function reversedMarks({ transactionId, legs = [] }: Journal): Promise<readonly Write[]> {
  const marks = legs.map((leg, index) => markLeg(leg, transactionId, `${MARK_RULE}${index}`));
  return (await Promise.all(marks)).flat();
}

type Place = Pick<Entry, "userId" | "currency" | "at" | "seq">;

async function markLeg(leg: Leg, transactionId: string, rule: string): Promise<readonly Write[]> {
  const { account, seq, atMs, queued } = leg;
  const wallet = walletOfAccount(account);
  if (wallet === undefined || atMs === undefined) return [];
  if (queued !== true) {
    return seq === undefined ? [] : [markEntry({ ...wallet, ...placeOf(atMs, seq) }, transactionId, rule)];
  }
  const waiting = { ...wallet, at: timeKey(atMs), transactionId };
  if ((await getItem(queuedItem, waiting)) !== undefined) {
    return [update(queuedItem, waiting, { rule, when: [exists()], set: { reversed: true } })];
  }
  const entry = await findFolded(wallet, atMs, transactionId);
  return entry === undefined ? [] : [markEntry(entry, transactionId, rule)];
}

const placeOf = (atMs: number, seq: number) => ({ at: timeKey(atMs), seq: seqKey(seq, SEQUENCE_DIGITS) });

function markEntry({ userId, currency, at, seq }: Place, transactionId: string, rule: string): Write {
  const when = [equals("transactionId", transactionId)];
  return update(entryItem, { userId, currency, at, seq }, { rule, when, set: { reversed: true } });
}

const PAGE = 200;
/** Queues are swept every minute: an entry that is not there within a day is one that the audit misses, too. */
const FOLDED_WITHIN_MS = DAY;
/** Clocks of two functions differ by less. */
const SKEW_MS = MINUTE;

/** The entry of a credit that was queued at this time. */
async function findFolded(
  { userId, currency }: Pick<Entry, "userId" | "currency">,
  queuedAtMs: number,
  transactionId: string,
): Promise<Entry | undefined> {
  const from = sortKey(entryItem, { currency, at: timeKey(Math.max(0, queuedAtMs - SKEW_MS)) });
  const to = sortKey(entryItem, { currency, at: timeKey(queuedAtMs + FOLDED_WITHIN_MS) });
  let after: string | undefined;
  do {
    const page = await queryItems(entryItem, { userId }, { from, to, after, limit: PAGE });
    const found = page.items.find((entry) => entry.transactionId === transactionId);
    if (found !== undefined) return found;
    after = page.last;
  } while (after !== undefined);
  return undefined;
}
