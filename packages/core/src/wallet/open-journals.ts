import { queryIndex, timeKey } from "@cowry/table";
import { jitter } from "../kernel/index.ts";
import { PLACES } from "./journal.ts";
import type { TransactionKind, TransactionStatus } from "./model.ts";
import { journal } from "./store.ts";

/** Transactions of one page of the index. */
const PAGE = 50;

/**
 * Ids of all transactions of a kind that stand in the index with one of these statuses since before `beforeMs`, page by
 * page. The places of a status are looked into at once: mostly they are empty. Each call begins at another place, so that
 * a sweep that has no time for all of them leaves out others than the one before. The index may be a moment behind:
 * whoever acts reads the journal itself.
 */
export async function* listOpenJournals(
  kind: TransactionKind,
  statuses: readonly TransactionStatus[],
  beforeMs: number,
): AsyncGenerator<readonly string[]> {
  const to = timeKey(beforeMs);
  const read = (place: { status: TransactionStatus; shard: string }, after?: string) =>
    queryIndex(journal, { kind, ...place }, { to, limit: PAGE, after });
  for (const status of turned(statuses)) {
    const places = turned(Array.from({ length: PLACES }, (_, shard) => ({ status, shard: `${shard}` })));
    const found = await Promise.all(places.map(async (place) => ({ place, page: await read(place) })));
    for (const { place, page: first } of found) {
      for (let page: typeof first | undefined = first; page !== undefined;) {
        if (page.keys.length > 0) yield page.keys.map(({ transactionId }) => transactionId);
        page = page.last === undefined ? undefined : await read(place, page.last);
      }
    }
  }
}

/** The same list, begun at a place of chance. */
function turned<T>(list: readonly T[]): readonly T[] {
  const first = Math.floor(jitter() * list.length);
  return [...list.slice(first), ...list.slice(0, first)];
}
