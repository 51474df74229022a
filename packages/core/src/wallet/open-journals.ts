import { queryIndex, timeKey } from "@cowry/table";
import { jitter } from "../kernel/index.ts";
import { PLACES } from "./journal.ts";
import type { TransactionKind, TransactionStatus } from "./model.ts";
import { journal } from "./store.ts";

/** Transactions of one page of the index. */
const PAGE = 50;

/**
 * Ids of all transactions of a kind that stand in the index with one of these statuses since before `beforeMs`, page by
 * page. Each call begins at another place of the index, so that a sweep that has no time for all of them leaves out
 * others than the one before. The index may be a moment behind: whoever acts reads the journal itself.
 */
export async function* listOpenJournals(
  kind: TransactionKind,
  statuses: readonly TransactionStatus[],
  beforeMs: number,
): AsyncGenerator<readonly string[]> {
  const places = statuses.flatMap((status) =>
    Array.from({ length: PLACES }, (_, shard) => ({ status, shard: `${shard}` })),
  );
  const first = Math.floor(jitter() * places.length);
  for (const place of [...places.slice(first), ...places.slice(0, first)]) {
    let after: string | undefined;
    do {
      const range = { to: timeKey(beforeMs), limit: PAGE, after };
      const { keys, last } = await queryIndex(journal, { kind, ...place }, range);
      if (keys.length > 0) yield keys.map(({ transactionId }) => transactionId);
      after = last;
    } while (after !== undefined);
  }
}
