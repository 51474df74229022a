import { DAY, errors as kernelErrors } from "../kernel/index.ts";
import { referenceKeyOf, unorderedReference } from "../wallet/index.ts";
import { type Bounds, boundsOf } from "./day.ts";
import { standingOf } from "./match.ts";
import { type ComparedStream, counted, emptyTally, type RunName, type Stream, type Tally } from "./model.ts";
import type { Listed, ProviderRecords, RecordQuery } from "./ports.ts";
import { type Moved, setOutMovements, setOutRecords, type Told } from "./row-store.ts";
import { AROUND_MS, MODELS, READ_BEFORE_MS, REFUND_DAYS } from "./rules.ts";
import { saveFinding } from "./store.ts";

/** The first half of a reconciliation: the provider's books are read page by page, and set out for the second. */

/** Where reading goes on. Plain JSON: it travels through the state machine. */
export interface Place {
  readonly page: number;
  /** Of settlements: how many of the page are done, and how far the one under way is. */
  readonly settlement?: { readonly at: number; readonly page: number; readonly net: string } | undefined;
}

export const FIRST: Place = { page: 1 };

export type Reading =
  | { readonly outcome: "more"; readonly place: Place; readonly tally: Tally }
  | { readonly outcome: "done"; readonly tally: Tally };

interface Task {
  readonly run: RunName;
  readonly records: ProviderRecords;
  readonly bounds: Bounds;
}

type ReadPage = (task: Task, place: Place) => Promise<{ readonly next: Place | undefined; readonly tally: Tally }>;

/**
 * Reads pages of one of the provider's books until its time is up, and says where it is then. Reading a page again sets
 * out the same rows. Throws `unavailable` when the provider does not answer: nothing is left out.
 */
export async function readPages(
  run: RunName,
  stream: Stream,
  records: ProviderRecords,
  { place = FIRST, budgetMs }: { readonly place?: Place | undefined; readonly budgetMs: number },
): Promise<Reading> {
  const startedAt = performance.now();
  const task: Task = { run, records, bounds: boundsOf(run.day) };
  let at = place;
  let tally = emptyTally();
  do {
    const page = await READERS[stream](task, at);
    tally = { ...tally, [stream]: counted(tally, stream, page.tally[stream])[stream] };
    if (page.next === undefined) return { outcome: "done", tally };
    at = page.next;
  } while (performance.now() - startedAt < budgetMs);
  return { outcome: "more", place: at, tally };
}

function rowsOf<Row>(listed: Listed<Row>): Extract<Listed<Row>, { readonly outcome: "listed" }> {
  if (listed.outcome === "unknown") throw kernelErrors.unavailable(undefined, { context: { why: listed.why } });
  return listed;
}

function after({ page, pages }: { readonly page: number; readonly pages: number }): Place | undefined {
  return page < pages ? { page: page + 1 } : undefined;
}

const PER_PAGE = 100;

/** Records are listed by when they were made, which may be long before their money moved. */
function queryOf({ bounds: { fromMs, toMs } }: Task, { page }: Place, stream: ComparedStream): RecordQuery {
  const beforeMs = stream === "refunds" ? REFUND_DAYS * DAY : READ_BEFORE_MS;
  return { page, perPage: PER_PAGE, fromMs: fromMs - beforeMs, toMs: toMs + AROUND_MS };
}

/** A list of records: what moved around the day is set out, and what moved on it is counted. */
function recordsReader<Row>(
  stream: ComparedStream,
  list: (records: ProviderRecords, query: RecordQuery) => Promise<Listed<Row>>,
  tell: (row: Row) => Omit<Told, "stream">,
): ReadPage {
  return async (task, place) => {
    const listed = rowsOf(await list(task.records, queryOf(task, place, stream)));
    const told = listed.rows
      .map((row): Told => ({ ...tell(row), stream }))
      .filter((row) => stream === "refunds" || isAround(task, row));
    const decided = told.filter((row) => ["moved", "returned"].includes(standingOf(row)));
    // A charge that was never paid leaves the balance alone; a transfer that failed took from it, and gave back.
    await setOutRecords(task.run, decided, stream === "charges" ? decided : told);
    const moved = decided.filter((row) => standingOf(row) === "moved" && isWithin(task.bounds, row.atMs));
    const theirs = { count: moved.length, amount: moved.reduce((sum, { amount }) => sum + amount, 0n) };
    return { next: after(listed), tally: counted(emptyTally(), stream, { theirs }) };
  };
}

function isWithin({ fromMs, toMs }: Bounds, atMs: number | undefined): boolean {
  return atMs !== undefined && atMs >= fromMs && atMs < toMs;
}

/** What has no time is looked at in any case. */
function isAround({ bounds: { fromMs, toMs } }: Task, { atMs }: Told): boolean {
  return atMs === undefined || isWithin({ fromMs: fromMs - AROUND_MS, toMs: toMs + AROUND_MS }, atMs);
}

const readMovements: ReadPage = async ({ run, records, bounds }, { page }) => {
  const { fromMs, toMs } = bounds;
  const around = { fromMs: fromMs - AROUND_MS, toMs: toMs + AROUND_MS };
  const listed = rowsOf(await records.balanceLedger({ page, perPage: PER_PAGE, ...around }));
  const moved = listed.rows.map((row): Moved => ({
    stream: MODELS[row.model] ?? referenceKeyOf(row.model),
    recordId: row.modelId,
    movementId: row.id,
    difference: row.difference,
    atMs: row.atMs,
  }));
  await setOutMovements(run, moved);
  const ofDay = moved.filter(({ atMs }) => isWithin(bounds, atMs));
  const theirs = { count: ofDay.length, amount: ofDay.reduce((sum, { difference }) => sum + difference, 0n) };
  return { next: after(listed), tally: counted(emptyTally(), "balance", { theirs }) };
};

/** Settlements of the day, each added up from what it is made of; a page of either is a step. */
const readSettlements: ReadPage = async ({ run, records, bounds: { fromMs, toMs } }, place) => {
  const query = { page: place.page, perPage: PER_PAGE, fromMs, toMs: toMs - 1 };
  const listed = rowsOf(await records.listSettlements(query));
  const { at, page, net } = place.settlement ?? { at: 0, page: 1, net: "0" };
  const settlement = listed.rows[at];
  if (settlement === undefined) return { next: after(listed), tally: emptyTally() };
  const part = rowsOf(await records.listSettled(settlement.id, page));
  const sum = part.rows.reduce((total, { amount, fees }) => total + amount - (fees ?? 0n), BigInt(net));
  if (part.page < part.pages) {
    return { next: { page: place.page, settlement: { at, page: page + 1, net: `${sum}` } }, tally: emptyTally() };
  }
  const { id, amount, deductions, currency, status, atMs } = settlement;
  const [expected, settled] = [sum - deductions, { count: 1, amount }];
  const isShort = amount < expected;
  if (amount !== expected) {
    await saveFinding(run, {
      kind: isShort ? "settlement_short" : "amount",
      stream: "settlements",
      reference: id,
      ours: { amount: expected, currency },
      theirs: { amount, currency, status, atMs },
    });
  }
  const found = { [isShort ? "settlement_short" : "amount"]: 1 };
  const result = amount === expected ? { matched: settled } : { found };
  const next =
    at + 1 < listed.rows.length ? { page: place.page, settlement: { at: at + 1, page: 1, net: "0" } } : after(listed);
  return { next, tally: counted(emptyTally(), "settlements", { theirs: settled, ...result }) };
};

const READERS: Readonly<Record<Stream, ReadPage>> = {
  charges: recordsReader(
    "charges",
    (records, query) => records.listCharges(query),
    ({ id, reference, status, amount, fees, currency, paidAtMs, createdAtMs }) => ({
      ...{ id, status, amount, currency },
      referenceKey: referenceKeyOf(reference),
      fee: fees,
      atMs: paidAtMs ?? createdAtMs,
    }),
  ),
  transfers: recordsReader(
    "transfers",
    (records, query) => records.listTransfers(query),
    ({ id, reference, status, amount, fee, currency, transferredAtMs, createdAtMs }) => ({
      ...{ id, status, amount, fee, currency },
      referenceKey: referenceKeyOf(reference),
      atMs: transferredAtMs ?? createdAtMs,
    }),
  ),
  refunds: recordsReader(
    "refunds",
    (records, query) => records.listRefunds(query),
    ({ id, reference, disputeId, status, amount, currency, createdAtMs }) => ({
      ...{ id, status, amount, currency },
      referenceKey: referenceKeyOf(unorderedReference({ id, reference, disputeId })),
      fee: undefined,
      atMs: createdAtMs,
    }),
  ),
  balance: readMovements,
  settlements: readSettlements,
};
