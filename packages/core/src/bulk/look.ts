import { openCursor, sealCursor } from "@cowry/table";
import { closedAs } from "../approvals/index.ts";
import { currentKey, errors as kernelErrors, liveKeys, type Page, subkey } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";
import { errors } from "./errors.ts";
import type { BatchState } from "./model.ts";
import { type Batch, findBatch, loadPayouts, loadRows, queryBatches, queryRows, type Row } from "./store.ts";

/** What staff see of a batch: how it stands, and what became of each of its rows. */

/** How a row stands: as a row, and once it is ordered as the payout that it became. */
export const STANDINGS = [
  "invalid",
  "waiting",
  "refused",
  "cancelled",
  "pending",
  "processing",
  "awaiting_confirmation",
  "completed",
  "failed",
  "reversed",
] as const;
export type Standing = (typeof STANDINGS)[number];

export interface RowStanding {
  readonly row: Row;
  readonly standing: Standing;
  /** Of one that was refused or failed. */
  readonly why: string | undefined;
}

export const BATCH_STANDINGS = [
  "loading",
  "proposed",
  "running",
  "done",
  "cancelled",
  "rejected",
  "withdrawn",
  "expired",
] as const;
export type BatchStanding = (typeof BATCH_STANDINGS)[number];

export interface BatchSeen {
  readonly batch: Batch;
  readonly standing: BatchStanding;
  readonly counts: Readonly<Record<Standing, number>>;
  /** What is wrong with lines that cannot be paid. */
  readonly invalid: readonly Row[];
}

/** Throws `batch_not_found`. */
export async function readBatch(batchId: string): Promise<BatchSeen> {
  const { batch, rows } = await readReport(batchId);
  const counts = Object.fromEntries(STANDINGS.map((standing) => [standing, 0])) as Record<Standing, number>;
  for (const { standing } of rows) counts[standing] += 1;
  const invalid = rows.filter(({ standing }) => standing === "invalid").map(({ row }) => row);
  return { batch, standing: await standingOf(batch), counts, invalid };
}

/** A batch that waits ends with its proposal. */
async function standingOf({ state, proposalId }: Batch): Promise<BatchStanding> {
  if (state !== "proposed" || proposalId === undefined) return state;
  return (await closedAs(proposalId)) ?? state;
}

/** Every row of it, in the order of the file. Throws `batch_not_found`. */
export async function readReport(batchId: string): Promise<{ batch: Batch; rows: readonly RowStanding[] }> {
  const batch = await load(batchId);
  const rows = await loadRows(batchId, { from: 1, to: batch.lastLine });
  return { batch, rows: await standingsOf(batch, rows) };
}

async function load(batchId: string): Promise<Batch> {
  const batch = await findBatch(batchId);
  if (batch === undefined) throw errors.batch_not_found();
  return batch;
}

async function standingsOf(batch: Batch, rows: readonly Row[]): Promise<readonly RowStanding[]> {
  const payouts = await loadPayouts(rows);
  return rows.map((row) => rowStanding(batch, row, payouts.get(row.transactionId ?? "")));
}

/** Pure. */
export function rowStanding(batch: Pick<Batch, "state">, row: Row, payout: Journal | undefined): RowStanding {
  const { state, why } = row;
  if (state === "waiting") return { row, standing: batch.state === "cancelled" ? "cancelled" : "waiting", why };
  if (state !== "ordered") return { row, standing: state, why };
  const standing = STANDINGS.find((known) => known === payout?.status) ?? "pending";
  return { row, standing, why: payout?.metadata?.["failure"] };
}

const CURSOR_PURPOSE = "bulk";

/** A page of rows, in the order of the file. Throws `batch_not_found`. */
export async function readRows(
  batchId: string,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<RowStanding>> {
  const scope = `bulk-rows:${batchId}`;
  const after = openPosition(scope, cursor);
  const batch = await load(batchId);
  const { items, last } = await queryRows(batchId, { limit, after });
  return { items: await standingsOf(batch, items), nextCursor: seal(scope, last) };
}

/** Newest first. Pages may be short before the last one. */
export async function listBatches({
  state,
  limit,
  cursor,
}: {
  readonly state: BatchState;
  readonly limit: number;
  readonly cursor?: string | undefined;
}): Promise<Page<Batch>> {
  const scope = `bulk:${state}`;
  const { items, last } = await queryBatches(state, { limit, after: openPosition(scope, cursor) });
  return { items, nextCursor: seal(scope, last) };
}

function seal(scope: string, last: string | undefined): string | null {
  return last === undefined ? null : sealCursor(subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE), scope, last);
}

function openPosition(scope: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  for (const key of liveKeys("CURSOR_KEYS")) {
    const position = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (position !== undefined) return position;
  }
  throw kernelErrors.invalid_cursor();
}
