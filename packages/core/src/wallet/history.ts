import { batchGet, type Found, getItem, keyOf, openCursor, sealCursor, timeKey } from "@cowry/table";
import {
  currentKey,
  type Currency,
  type Customer,
  errors as kernelErrors,
  liveKeys,
  type Page,
  subkey,
} from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { type TransactionKind, type TransactionStatus, walletAccount } from "./model.ts";
import {
  type ListName,
  type Position,
  positionBefore,
  positionBehind,
  readRows,
  type Row,
  type Stretch,
  withEnds,
} from "./rows.ts";
import { type Journal, journal, queuedItem } from "./store.ts";
import { waitingCredits } from "./queue-drain.ts";
import { entryStatus, entryView, isCredit, queuedView, transactionView } from "./view.ts";
import type { Transaction } from "./wire.ts";

export interface HistoryFilter {
  readonly currency: Currency;
  readonly type?: "credit" | "debit" | undefined;
  readonly kind?: TransactionKind | undefined;
  readonly status?: TransactionStatus | undefined;
  /** Included. */
  readonly fromMs?: number | undefined;
  /** Excluded. */
  readonly toMs?: number | undefined;
}

/** A filter that nothing meets must not read a whole life: past this many rows the page ends as it is. */
const FILTERED_ROWS_MAX = 300;
/** The last millisecond that a time in a key can have. */
const TIME_END_MS = 9_999_999_999_999;
/** Kinds whose one row in the history is the external one, whatever entries they cause. */
const EXTERNAL_KINDS: ReadonlySet<TransactionKind> = new Set(["topup", "payout"]);

/** Whose history it is: the caller's own, or the one that staff look at. */
export type Owner = Pick<Customer, "userId"> & Partial<Pick<Customer, "roles">>;

/** One transaction of the actor's; anybody else's does not exist for him. */
export async function readTransaction(actor: Owner, transactionId: string): Promise<Transaction> {
  const stored = await loadTransaction(actor, transactionId);
  const view = transactionView(stored, actor.userId);
  return (await isWaiting(stored, actor.userId)) ? { ...view, status: "pending", completed_at: null } : view;
}

/** Whether the actor's credit is still in the queue. */
async function isWaiting({ transactionId, legs = [], currency }: Journal, userId: string): Promise<boolean> {
  const leg = legs.find(({ account, queued }) => queued === true && account === walletAccount(userId, currency));
  if (leg?.atMs === undefined) return false;
  return (await getItem(queuedItem, { userId, currency, at: timeKey(leg.atMs), transactionId })) !== undefined;
}

/** The same as it is stored. */
export async function loadTransaction(actor: Owner, transactionId: string): Promise<Journal> {
  // The cheap read may be a second behind: only what it does not show is asked for again.
  const stored =
    (await getItem(journal, { transactionId }, { consistent: false })) ?? (await getItem(journal, { transactionId }));
  if (stored === undefined || !isParty(stored, actor.userId)) throw errors.transaction_not_found();
  return stored;
}

function isParty({ owner, legs = [], currency }: Journal, userId: string): boolean {
  return owner === userId || legs.some(({ account }) => account === walletAccount(userId, currency));
}

/** Throws `invalid_cursor` for one that is not of this history: before anything is read. */
export function checkCursor(userId: string, filter: HistoryFilter, cursor: string | undefined): void {
  if (cursor !== undefined) openPosition(scopeOf(userId, filter), cursor);
}

/** The actor's history, newest first. Full pages without a filter; with one, pages may be short before the last. */
export async function listTransactions(
  actor: Owner,
  filter: HistoryFilter,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Transaction>> {
  const { userId } = actor;
  const scope = scopeOf(userId, filter);
  let position = page.cursor === undefined ? undefined : openPosition(scope, page.cursor);
  const stretch = stretchOf(userId, filter);
  if (stretch.fromMs >= stretch.toMs) return { items: [], nextCursor: null };

  const waiting = position === undefined ? await waitingOf(actor, filter, stretch, page.limit - 1) : [];
  const { rows, ended } = readRows(stretch, listsOf(filter), position, page.limit + 1);
  const allowance = { rows: isFiltering(filter) ? FILTERED_ROWS_MAX : Number.POSITIVE_INFINITY };
  const items: Transaction[] = [...waiting];
  let isAtEnd = false;
  while (items.length < page.limit && !isAtEnd && allowance.rows > 0) {
    const taken = await take(rows, filter, page.limit - items.length, allowance);
    isAtEnd = taken.isAtEnd;
    const shown = await show(taken.candidates, userId, filter, items.length === waiting.length);
    items.push(...shown.items);
    if (shown.unfinished !== undefined) {
      return { items, nextCursor: sealPosition(scope, positionBefore(stretch, shown.unfinished, position)) };
    }
    if (taken.last !== undefined) position = withEnds(positionBehind(stretch, taken.last, position), ended());
  }
  const goesOn = !isAtEnd && position !== undefined && (await hasMore(rows, filter, allowance));
  return { items, nextCursor: goesOn && position !== undefined ? sealPosition(scope, position) : null };
}

/** Credits that wait for a moment before they are in the chain: merchants alone have such, on their first page. */
async function waitingOf(
  { userId, roles = [] }: Owner,
  { currency, type, kind = "transfer", status = "pending" }: HistoryFilter,
  { fromMs, toMs }: Stretch,
  limit: number,
): Promise<readonly Transaction[]> {
  const isAsked = type !== "debit" && kind === "transfer" && status === "pending";
  if (!roles.includes("merchant") || !isAsked || limit === 0) return [];
  const credits = await waitingCredits(userId, currency, limit);
  return credits.filter(({ at }) => Number(at) >= fromMs && Number(at) < toMs).map(queuedView);
}

interface Taken {
  readonly candidates: readonly Row[];
  /** The last row looked at, shown or not. */
  readonly last: Row | undefined;
  readonly isAtEnd: boolean;
}

async function take(
  rows: AsyncGenerator<Row, void, undefined>,
  filter: HistoryFilter,
  wanted: number,
  allowance: { rows: number },
): Promise<Taken> {
  const candidates: Row[] = [];
  let last: Row | undefined;
  while (candidates.length < wanted && allowance.rows > 0) {
    const next = await rows.next();
    if (next.done === true) return { candidates, last, isAtEnd: true };
    last = next.value;
    allowance.rows -= 1;
    if (isCandidate(last, filter)) candidates.push(last);
  }
  return { candidates, last, isAtEnd: false };
}

/** Whether another page would show anything; when the allowance does not suffice to know, it might. */
async function hasMore(
  rows: AsyncGenerator<Row, void, undefined>,
  filter: HistoryFilter,
  allowance: { rows: number },
): Promise<boolean> {
  const { candidates, isAtEnd } = await take(rows, filter, 1, allowance);
  return candidates.length > 0 || !isAtEnd;
}

/** What can be told by the row alone; the status of an external one is in its journal. */
function isCandidate(row: Row, { type, kind, status }: HistoryFilter): boolean {
  if (row.list === "entries" && row.item.external === true) return false;
  if (row.list === "entries" && status !== undefined && entryStatus(row.item) !== status) return false;
  if (kind !== undefined && row.item.kind !== kind) return false;
  if (type === undefined) return true;
  const credits = row.list === "entries" ? row.item.amount > 0n : isCredit(row.item.kind);
  return credits === (type === "credit");
}

interface Shown {
  readonly items: readonly Transaction[];
  /** The row that is not whole yet: the page ends before it. */
  readonly unfinished?: Row;
}

/**
 * The items of a transaction become visible one by one, so that a row may be seen a moment before its journal. Such a
 * row opens the next page; one that would open this page is left out, as if it had been read a moment earlier.
 */
async function show(
  rows: readonly Row[],
  userId: string,
  { status }: HistoryFilter,
  opensPage: boolean,
): Promise<Shown> {
  const externals = rows.filter((row) => row.list === "externals").map(({ item }) => item.transactionId);
  // Consistent: a lagging copy must not make a hole in the history.
  const found = await batchGet(externals.map((transactionId) => keyOf(journal, { transactionId })));
  const items: Transaction[] = [];
  let opens = opensPage;
  for (const row of rows) {
    if (isInParts(row, found)) continue;
    const transaction = viewOf(row, found, userId);
    if (transaction === undefined && !opens) return { items, unfinished: row };
    if (transaction === undefined) continue;
    opens = false;
    if (status === undefined || transaction.status === status) items.push(transaction);
  }
  return { items };
}

/** A hold that was captured in parts: each of them has a row of its own. */
function isInParts(row: Row, found: Found): boolean {
  if (row.list === "entries" || row.item.kind !== "hold") return false;
  const stored = found.get(journal, { transactionId: row.item.transactionId });
  return stored?.status === "completed" && stored.legs === undefined;
}

function viewOf(row: Row, found: Found, userId: string): Transaction | undefined {
  if (row.list === "entries") return entryView(row.item);
  const stored = found.get(journal, { transactionId: row.item.transactionId });
  return stored === undefined ? undefined : transactionView(stored, userId);
}

/** Entries are transfers and the like, completed or reversed; whatever is under way or failed is an external row. */
function listsOf({ kind, status }: HistoryFilter): readonly ListName[] {
  // A transfer that was held and a hold are external rows too; their own entries are not shown.
  const mayBeEither = kind === undefined || kind === "transfer" || kind === "hold";
  if (!mayBeEither) return EXTERNAL_KINDS.has(kind) ? ["externals"] : ["entries"];
  const hasMoved = status === undefined || status === "completed" || status === "reversed";
  return hasMoved ? ["externals", "entries"] : ["externals"];
}

function isFiltering({ type, kind, status }: HistoryFilter): boolean {
  return type !== undefined || kind !== undefined || status !== undefined;
}

function stretchOf(userId: string, { currency, fromMs = 0, toMs = TIME_END_MS }: HistoryFilter): Stretch {
  const within = (ms: number) => Math.min(Math.max(ms, 0), TIME_END_MS);
  return { userId, currency, fromMs: within(fromMs), toMs: within(toMs) };
}

/** A cursor is good for the same person and the same filter only. */
function scopeOf(userId: string, { currency, type, kind, status, fromMs, toMs }: HistoryFilter): string {
  return ["transactions", userId, currency, type, kind, status, fromMs, toMs].map((part) => part ?? "").join(":");
}

const CURSOR_PURPOSE = "transactions";

function sealPosition(scope: string, { entries, externals }: Position): string {
  return sealCursor(subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE), scope, `${entries} ${externals}`);
}

function openPosition(scope: string, cursor: string): Position {
  for (const key of liveKeys("CURSOR_KEYS")) {
    const [entries, externals] = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor)?.split(" ") ?? [];
    if (entries !== undefined && externals !== undefined) return { entries, externals };
  }
  throw kernelErrors.invalid_cursor();
}
