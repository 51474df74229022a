import {
  absent,
  batchGet,
  check,
  entity,
  equals,
  getItem,
  type IndexOf,
  int,
  type ItemOf,
  keyOf,
  money,
  oneOf,
  optional,
  put,
  queryIndex,
  queryItems,
  sortKey,
  text,
  time,
  timeKey,
  update,
  type Write,
  write,
} from "@cowry/table";
import type { Journal } from "../wallet/index.ts";
import { journal } from "../wallet/index.ts";
import { BATCH_STATES, type BatchState, lineKey, ROW_STATES } from "./model.ts";

/** The keys of this domain. Payouts are journals of the wallet; here is which file each came from. */

export const batchItem = entity("bulk_batch", {
  version: 1,
  about: "A file of payouts; its id is derived from the wallet and the file's content.",
  pk: "BK#{batchId}",
  sk: "#",
  index: { pk: "BKS#{state}", sk: "{createdAt}" },
  attributes: {
    state: oneOf("st", BATCH_STATES),
    payerId: text("py"),
    currency: text("cu"),
    /** Those that can be paid, and what they come to. */
    rows: int("rw"),
    amount: money("am"),
    /** Those that cannot. */
    invalid: int("iv"),
    /** The last line of the file. */
    lastLine: int("ll"),
    uploadedBy: text("ub"),
    createdAtMs: time("ca"),
    proposalId: optional(text("pr")),
    approvedBy: optional(text("ab")),
    startedAtMs: optional(time("sa")),
    cancelledBy: optional(text("cb")),
    endedAtMs: optional(time("ea")),
  },
});
export type Batch = ItemOf<typeof batchItem>;

export const rowItem = entity("bulk_row", {
  version: 1,
  about: "One line of a file of payouts: what is wrong with it, or which payout it became",
  pk: "BK#{batchId}",
  sk: "R#{line}",
  attributes: {
    state: oneOf("st", ROW_STATES),
    /** Sealed for `bulk:<batch id>:<line>`. */
    account: optional(text("ac")),
    accountLast4: optional(text("l4")),
    bankCode: optional(text("bc")),
    amount: optional(money("am")),
    reference: optional(text("rf")),
    narration: optional(text("na")),
    /** Expected, sealed like the number. */
    accountName: optional(text("an")),
    /** Of one that is invalid: which field. */
    field: optional(text("fi")),
    /** Of one that is invalid or refused. */
    why: optional(text("wy")),
    transactionId: optional(text("tx")),
  },
});
export type Row = ItemOf<typeof rowItem>;

/** What a row's account and name are sealed for. */
export const rowContext = (batchId: string, line: string): string => `bulk:${batchId}:${line}`;

function placeOf({ createdAtMs }: Batch, state: BatchState): IndexOf<typeof batchItem> {
  return { state, createdAt: timeKey(createdAtMs) };
}

export function findBatch(batchId: string): Promise<Batch | undefined> {
  return getItem(batchItem, { batchId });
}

/** The batch as it is then: this one, or a twin's. */
export async function commitBatch(batch: Batch): Promise<Batch> {
  const index = placeOf(batch, batch.state);
  const { done, item } = await write(put(batchItem, batch, { rule: "batch", when: [absent()], index }));
  return done ? batch : (item ?? batch);
}

/** Written side by side. */
const TOGETHER = 25;

/** Writes down those that are not there yet. */
export async function commitRows(rows: readonly Row[]): Promise<void> {
  for (let first = 0; first < rows.length; first += TOGETHER) {
    const some = rows.slice(first, first + TOGETHER);
    await Promise.all(some.map((row) => write(put(rowItem, row, { rule: "row", when: [absent()] }))));
  }
}

/** What is noted of a batch as it goes on. */
interface BatchMarks {
  readonly proposalId?: string;
  readonly approvedBy?: string;
  readonly startedAtMs?: number;
  readonly cancelledBy?: string;
  readonly endedAtMs?: number;
}

/** From one state to another, once. Rule: "batch". */
export function batchChange(batch: Batch, state: BatchState, set: BatchMarks): Write<typeof batchItem> {
  const { batchId } = batch;
  const when = [equals("state", batch.state)];
  return update(batchItem, { batchId }, { rule: "batch", when, set: { state, ...set }, index: placeOf(batch, state) });
}

/** For the transaction that reserves a row's money: it was waiting, and its batch runs. */
export function ordering({ batchId, line }: Row, transactionId: string): readonly Write[] {
  const set = { state: "ordered" as const, transactionId };
  return [
    update(rowItem, { batchId, line }, { rule: "row", when: [equals("state", "waiting")], set }),
    check(batchItem, { batchId }, { rule: "batch", when: [equals("state", "running")] }),
  ];
}

/** A row that waits is not paid, for this reason. */
export async function refuseRow({ batchId, line }: Row, why: string): Promise<void> {
  const set = { state: "refused" as const, why };
  await write(update(rowItem, { batchId, line }, { rule: "row", when: [equals("state", "waiting")], set }));
}

export function findRow(batchId: string, line: string): Promise<Row | undefined> {
  return getItem(rowItem, { batchId, line });
}

const PAGE = 100;

/** The rows of these lines, in their order. */
export async function loadRows(batchId: string, { from, to }: { from: number; to: number }): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const bounds = { from: sortKey(rowItem, { line: lineKey(from) }), to: sortKey(rowItem, { line: lineKey(to) }) };
  let after: string | undefined;
  do {
    const page = await queryItems(rowItem, { batchId }, { ...bounds, limit: PAGE, after });
    rows.push(...page.items);
    after = page.last;
  } while (after !== undefined);
  return rows;
}

export function queryRows(batchId: string, page: { readonly limit: number; readonly after?: string | undefined }) {
  return queryItems(rowItem, { batchId }, { ...page, prefix: sortKey(rowItem, {}) });
}

/** The payouts that rows became, by transaction id. */
export async function loadPayouts(rows: readonly Row[]): Promise<ReadonlyMap<string, Journal>> {
  const ids = rows.flatMap(({ transactionId }) => transactionId ?? []);
  const payouts = new Map<string, Journal>();
  for (let first = 0; first < ids.length; first += PAGE) {
    const some = ids.slice(first, first + PAGE);
    const found = await batchGet(some.map((transactionId) => keyOf(journal, { transactionId })));
    for (const transactionId of some) {
      const payout = found.get(journal, { transactionId });
      if (payout !== undefined) payouts.set(transactionId, payout);
    }
  }
  return payouts;
}

/** Which of these transactions there are. */
export async function findTransactions(ids: readonly string[]): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  for (let first = 0; first < ids.length; first += PAGE) {
    const some = ids.slice(first, first + PAGE);
    const found = await batchGet(some.map((transactionId) => keyOf(journal, { transactionId })));
    for (const transactionId of some)
      if (found.get(journal, { transactionId }) !== undefined) present.add(transactionId);
  }
  return present;
}

/** Batches in a state, newest first. The index is a moment old: what has moved on meanwhile is left out. */
export async function queryBatches(
  state: BatchState,
  page: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ readonly items: readonly Batch[]; readonly last?: string | undefined }> {
  const { keys, last } = await queryIndex(batchItem, { state }, { ...page, descending: true });
  const found = await batchGet(keys.map((key) => keyOf(batchItem, key)));
  const items = keys.flatMap((key) => found.get(batchItem, key) ?? []);
  return { items: items.filter((batch) => batch.state === state), last };
}
