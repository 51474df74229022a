import { queryItems, sortKey, timeKey } from "@cowry/table";
import { type Entry, entryItem, type ExternalRow, externalItem } from "./store.ts";

/** A history is two sorted lists in the wallet's partition, merged: its entries, and its top-ups and payouts. */
export type Row =
  | { readonly list: "entries"; readonly at: string; readonly sk: string; readonly item: Entry }
  | { readonly list: "externals"; readonly at: string; readonly sk: string; readonly item: ExternalRow };
export type ListName = Row["list"];

/** What of a wallet's history is asked for. */
export interface Stretch {
  readonly userId: string;
  readonly currency: string;
  /** Included. */
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
}

/** Sort keys behind which each list goes on; of one that has come to its end, nothing. */
export type Position = Readonly<Record<ListName, string>>;
const AT_END = "";

const LISTS = { entries: entryItem, externals: externalItem } as const;

/** Beginning of the sort keys of this time. Going back in time: behind what is later, before the time itself. */
function placeAt(list: ListName, { currency }: Stretch, atMs: number): string {
  return sortKey(LISTS[list], { currency, at: timeKey(atMs) });
}

/**
 * The place behind this row in both lists: everything that comes before it has been passed. Of one time the externals
 * come first, so that behind an entry those of its own millisecond are passed too, and behind an external no entry is.
 */
export function positionBehind(stretch: Stretch, row: Row, before: Position | undefined): Position {
  const atMs = Number(row.at);
  const entries = earlier(before?.entries, placeAt("entries", stretch, atMs + 1));
  const externals = earlier(before?.externals, placeAt("externals", stretch, atMs));
  return row.list === "entries" ? { entries: row.sk, externals } : { entries, externals: row.sk };
}

/** The place just before an external row, from which it is the next one again. */
export function positionBefore(stretch: Stretch, row: Row, before: Position | undefined): Position {
  // No character of a key sorts behind a tilde.
  return { ...positionBehind(stretch, row, before), [row.list]: `${row.sk}~` };
}

/** The same position, where it is known that these lists have no more rows: later pages ask for none. */
export function withEnds(position: Position, ended: readonly ListName[]): Position {
  return { ...position, ...Object.fromEntries(ended.map((list) => [list, AT_END])) };
}

function earlier(known: string | undefined, here: string): string {
  return known !== undefined && known < here ? known : here;
}

interface Head {
  readonly list: ListName;
  readonly rows: AsyncGenerator<Row, void, undefined>;
  row: Row | undefined;
}

/** What is being read: rows, and which of the lists have none behind the row that came last. */
export interface Reading {
  readonly rows: AsyncGenerator<Row, void, undefined>;
  readonly ended: () => readonly ListName[];
}

/** All rows, newest first, from a position on; read from the table in pages of this size as they are taken. */
export function readRows(
  stretch: Stretch,
  lists: readonly ListName[],
  position: Position | undefined,
  pageSize: number,
): Reading {
  const heads: Head[] = [];
  const rows = merged(heads, async () => {
    const open = lists.filter((list) => position?.[list] !== AT_END);
    const begun = open.map(async (list): Promise<Head> => {
      const ofList = readList(stretch, list, position?.[list], pageSize);
      return { list, rows: ofList, row: await nextOf(ofList) };
    });
    heads.push(...(await Promise.all(begun)));
  });
  return { rows, ended: () => heads.filter(({ row }) => row === undefined).map(({ list }) => list) };
}

async function* merged(heads: readonly Head[], begin: () => Promise<void>): AsyncGenerator<Row, void, undefined> {
  await begin();
  for (;;) {
    // The lists are in the order that ties have: see positionBehind.
    const [first, ...others] = heads;
    const newest = others.reduce((best, head) => (timeOf(head.row) > timeOf(best?.row) ? head : best), first);
    if (newest?.row === undefined) return;
    yield newest.row;
    newest.row = await nextOf(newest.rows);
  }
}

async function nextOf(rows: AsyncGenerator<Row, void, undefined>): Promise<Row | undefined> {
  const next = await rows.next();
  return next.done === true ? undefined : next.value;
}

/** Fixed width: sorts as text. A list at its end comes last. */
function timeOf(row: Row | undefined): string {
  return row?.at ?? "";
}

async function* readList(
  stretch: Stretch,
  list: ListName,
  start: string | undefined,
  limit: number,
): AsyncGenerator<Row, void, undefined> {
  const { userId, fromMs, toMs } = stretch;
  const range = { from: placeAt(list, stretch, fromMs), to: placeAt(list, stretch, toMs - 1), descending: true, limit };
  let after = start;
  do {
    const options = { ...range, after, consistent: false };
    const page = list === "entries" ? await readEntries(userId, options) : await readExternals(userId, options);
    yield* page.rows;
    after = page.last;
  } while (after !== undefined);
}

type Options = Parameters<typeof queryItems>[2];

async function readEntries(userId: string, options: Options) {
  const { items, last } = await queryItems(entryItem, { userId }, options);
  const rows = items.map((item): Row => ({ list: "entries", at: item.at, sk: sortKey(entryItem, item), item }));
  return { rows, last };
}

async function readExternals(userId: string, options: Options) {
  const { items, last } = await queryItems(externalItem, { userId }, options);
  const rows = items.map((item): Row => ({ list: "externals", at: item.at, sk: sortKey(externalItem, item), item }));
  return { rows, last };
}
