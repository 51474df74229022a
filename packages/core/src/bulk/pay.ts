import { TableBusy, transact } from "@cowry/table";
import { setTimeout as sleep } from "node:timers/promises";
import { alertStaff, AppError, assert, DAY, type ErrorKind, MINUTE, now, SECOND } from "../kernel/index.ts";
import {
  addBeneficiary,
  errors as payouts,
  isSameHolder,
  NAME_UNKNOWN_PATIENCE_MS,
  type RecipientRegister,
  requestPayout,
} from "../payouts/index.ts";
import { orderKey } from "./model.ts";
import type { BatchStarter, Part } from "./ports.ts";
import {
  type Batch,
  batchChange,
  findBatch,
  findRow,
  loadRows,
  ordering,
  queryBatches,
  refuseRow,
  type Row,
} from "./store.ts";
import { checkPayer, openRow } from "./upload.ts";

/**
 * Paying the rows of a batch that was approved. Each is an ordinary payout, ordered by itself; whoever comes twice, late
 * or beside another finds it ordered. A row that the rules refuse is refused for good; one of which nothing is known,
 * because a bank or the provider is silent, waits and is tried again for a day.
 */

/** Lines of one task. */
const PART_ROWS = 25;
/** However many blank lines a file has: each part that waits for a day takes some 500 of an execution's 25,000 events. */
const PARTS_MAX = 40;

/** Starts the execution of a batch. Told twice, it starts one. */
export async function startBatch(batchId: string, starter: BatchStarter): Promise<void> {
  const batch = await findBatch(batchId);
  if (batch?.state !== "running") return;
  await starter.start(batchId, { batchId, parts: partsOf(batch) });
}

/** Line 1 names the columns. */
export function partsOf({ lastLine }: Pick<Batch, "lastLine">): readonly Part[] {
  const size = Math.max(PART_ROWS, Math.ceil(lastLine / PARTS_MAX));
  const count = Math.ceil(lastLine / size);
  return Array.from({ length: count }, (_, at) => ({ from: at * size + 1, to: (at + 1) * size }));
}

/** `more`: go on at this line. `later`: nothing can be done before so long; then go on there. */
export interface Paid {
  readonly outcome: "done" | "more" | "later";
  readonly at: number;
  readonly waitSeconds: number;
}

/** For how long one task begins rows: its door runs a minute longer. */
export const BUDGET_MS = MINUTE;
/** Between two tries of rows that could not be ordered yet: a quarter of the time that they have waited. Pure. */
export function againSeconds(ageMs: number): number {
  return Math.min(3_600, Math.max(60, Math.floor(ageMs / 4_000)));
}
/** A row that could not be ordered by then is refused. */
export const PATIENCE_MS = DAY;

/**
 * Orders the rows of these lines that wait, from line `at` on. One that takes long is not begun with again before those
 * behind it have had their turn.
 */
export async function payRows(
  batchId: string,
  lines: Part & { readonly at: number },
  register: RecipientRegister,
  budgetMs = BUDGET_MS,
): Promise<Paid> {
  const batch = await findBatch(batchId);
  if (batch?.state !== "running") return { outcome: "done", at: lines.at, waitSeconds: 0 };
  const { outcome, at, restSeconds } = await goThrough(batch, lines, register, budgetMs);
  if (outcome === "done") return { outcome, at, waitSeconds: 0 };
  if (outcome === "more") return { outcome, at, waitSeconds: 1 };
  const waitSeconds = Math.max(Math.min(restSeconds, 3_600), againSeconds(now() - (batch.startedAtMs ?? now())));
  return { outcome: "later", at, waitSeconds };
}

/** `rests`: the provider, or whoever guards it, wants to be left alone for so long. `left`: some rows wait after a round. */
interface Went {
  readonly outcome: "done" | "more" | "rests" | "left";
  readonly at: number;
  readonly restSeconds: number;
}

async function goThrough(
  batch: Batch,
  { from, to, at }: Part & { readonly at: number },
  register: RecipientRegister,
  budgetMs: number,
): Promise<Went> {
  const startedAt = performance.now();
  const rows = (await loadRows(batch.batchId, { from, to })).filter(({ state }) => state === "waiting");
  const ahead = rows.filter(({ line }) => Number(line) >= at);
  let left = rows.length - ahead.length;
  for (const [tried, row] of ahead.entries()) {
    // One at least, so that every call goes on.
    const isOver = tried > 0 && performance.now() - startedAt >= budgetMs;
    if (isOver) return { outcome: "more", at: Number(row.line), restSeconds: 0 };
    const became = await payRow(batch, row, register);
    if (became === true) continue;
    left += 1;
    if (became === false) continue;
    // After its rest the provider is tried with one request: with this row's, which was not asked; and with the next
    // one's, where this was that try and its bank kept silent.
    const next = tried > 0 ? row : ahead[1];
    if (next !== undefined) return { outcome: "rests", at: Number(next.line), restSeconds: became };
  }
  return { outcome: left === 0 ? "done" : "left", at: left === 0 ? at : from, restSeconds: 0 };
}

/** A refusal of these kinds is about the row; any other may be mended by waiting. */
const FINAL: readonly ErrorKind[] = ["invalid", "forbidden", "not_found", "conflict", "refused", "locked"];

/** A second is asked for by our own table, where somebody was faster: that is no rest. */
const REST_SECONDS_MIN = 2;

/** False: not yet; a number: the provider rests for so many seconds. One row's trouble keeps no other from being paid. */
async function payRow(batch: Batch, row: Row, register: RecipientRegister): Promise<boolean | number> {
  try {
    const why = await order(batch, row, register);
    if (why !== undefined) await refuseRow(row, why);
    return true;
  } catch (error) {
    tellOfBug(batch, error);
    const isEnded = await giveUp(batch, row, isFinal(batch, error) ? error.code : undefined).catch((also: unknown) => {
      tellOfBug(batch, also);
      return false;
    });
    return isEnded || restOf(error);
  }
}

/** A bank that does not know an account may be one whose name enquiry is down: its word counts after a while. */
function isFinal({ startedAtMs = now() }: Batch, error: unknown): error is AppError {
  if (!(error instanceof AppError) || !FINAL.includes(error.kind)) return false;
  return error.code !== payouts.account_not_resolved.code || now() - startedAtMs >= NAME_UNKNOWN_PATIENCE_MS;
}

function restOf(error: unknown): false | number {
  if (!(error instanceof AppError) || error.kind !== "unavailable") return false;
  const { retryAfterSeconds = 0 } = error;
  return retryAfterSeconds >= REST_SECONDS_MIN && retryAfterSeconds;
}

/** What nobody foresaw is tried again like silence, and staff hear of it. A busy table is foreseen. */
function tellOfBug({ batchId }: Batch, error: unknown): void {
  const isForeseen = error instanceof AppError ? error.kind !== "bug" : error instanceof TableBusy;
  if (!isForeseen) alertStaff({ alert: "bulk_row_failed", transactionId: batchId });
}

async function giveUp({ startedAtMs = now() }: Batch, row: Row, code: string | undefined): Promise<boolean> {
  if (code !== undefined) {
    // A reference that stands for another order, by whichever file, is not a key that was used twice to its reader.
    await refuseRow(row, code === "idempotency_key_reused" ? REFERENCE_USED : code);
    return true;
  }
  if (now() - startedAtMs < PATIENCE_MS) return false;
  await refuseRow(row, "unavailable");
  return true;
}

const REFERENCE_USED = "reference_used";

/** Two of the staff have seen the file: no limit of a person's holds it up. */
const asManyAsApproved = () => Promise.resolve();

/** The row as a payout; why not, in one word, where it is refused. */
async function order(batch: Batch, row: Row, register: RecipientRegister): Promise<string | undefined> {
  const { payerId, batchId } = batch;
  const { bankCode, amount, reference, narration } = row;
  assert(bankCode !== undefined && amount !== undefined && reference !== undefined, "a row that waits is whole");
  await checkPayer(payerId);
  const { accountNumber, accountName } = openRow(row);
  const origin = { requestId: batchId, ip: "", deviceId: undefined, userAgent: undefined };
  const payer = { kind: "system", name: "bulk", userId: payerId, origin } as const;
  const saved = await addBeneficiary(
    payer,
    { kind: "bank", account: { accountNumber, bankCode }, name: undefined },
    register,
    asManyAsApproved,
  );
  const { beneficiaryId, accountName: holder = "" } = saved.beneficiary;
  if (accountName !== undefined && !isSameHolder(accountName, holder)) return "account_name_differs";
  const wanted = {
    beneficiaryId,
    amount,
    currency: "NGN",
    reference,
    note: narration,
    key: orderKey(reference),
  } as const;
  const { replayed } = await requestPayout(payer, wanted, {
    confirm: approved,
    mode: register.mode,
    also: (transactionId) => ordering(row, transactionId),
  });
  if (!replayed) return undefined;
  // Ours, by a twin or before a cut; or that of another file, which has been paid under this reference.
  const seen = await findRow(batchId, row.line);
  return seen?.state === "ordered" ? undefined : REFERENCE_USED;
}

/** Two of the staff have said so: no PIN is asked. */
const approved = () => ({
  reads: [],
  check: () => Promise.resolve({ finish: () => Promise.resolve(), reducedLimits: false }),
});

/** Ends a batch none of whose rows waits any more. Safe to repeat. */
export async function closeBatch(batchId: string): Promise<"closed" | "open"> {
  const batch = await findBatch(batchId);
  if (batch?.state !== "running") return "closed";
  const rows = await loadRows(batchId, { from: 1, to: batch.lastLine });
  if (rows.some(({ state }) => state === "waiting")) return "open";
  await transact([batchChange(batch, "done", { endedAtMs: now() })]);
  return "closed";
}

const SWEEP_PAGE = 20;
/** For how long one sweep begins anything: its door runs a minute longer. */
export const SWEEP_MS = 4 * MINUTE;
/** Younger ones are their execution's business, and their uploader's. */
const SWEPT_AFTER_MS = 30 * MINUTE;

/** For how long one batch may let the sweep wait for the provider. */
const SWEEP_RESTS_MS = MINUTE;

interface Sweep {
  readonly budgetMs?: number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/**
 * Goes on with batches whose execution a lost event never started, or that died; and gives up those whose upload was
 * never finished. Beside a living execution it does nothing twice.
 */
export async function sweepBatches(
  starter: BatchStarter,
  register: RecipientRegister,
  { budgetMs = SWEEP_MS, pause = sleep }: Sweep = {},
): Promise<void> {
  const startedAt = performance.now();
  const left = () => budgetMs - (performance.now() - startedAt);
  await each("running", async (batch) => {
    if (now() - (batch.startedAtMs ?? 0) < SWEPT_AFTER_MS) return;
    await startBatch(batch.batchId, starter);
    await sweepRows(batch, register, { left, pause });
    await closeBatch(batch.batchId);
  });
  await each("loading", async (batch) => {
    if (now() - batch.createdAtMs < DAY) return;
    await transact([batchChange(batch, "cancelled", { endedAtMs: now() })]);
  });
}

/** One round through a file, past rests of the provider. */
async function sweepRows(
  batch: Batch,
  register: RecipientRegister,
  { left, pause }: { readonly left: () => number; readonly pause: (ms: number) => Promise<unknown> },
): Promise<void> {
  const lines = { from: 1, to: batch.lastLine };
  let at = 1;
  let restedMs = 0;
  while (left() > 0) {
    const went = await goThrough(batch, { ...lines, at }, register, left());
    if (went.outcome !== "rests" && went.outcome !== "more") return;
    at = went.at;
    const restMs = went.restSeconds * SECOND;
    restedMs += restMs;
    if (restedMs > SWEEP_RESTS_MS || restMs >= left()) return;
    if (restMs > 0) await pause(restMs);
  }
}

/** One that fails must not keep the others waiting. */
async function each(state: Batch["state"], act: (batch: Batch) => Promise<void>): Promise<void> {
  let after: string | undefined;
  do {
    const page = await queryBatches(state, { limit: SWEEP_PAGE, after });
    for (const batch of page.items) {
      await act(batch).catch(() => {
        alertStaff({ alert: "bulk_sweep_failed", transactionId: batch.batchId });
      });
    }
    after = page.last;
  } while (after !== undefined);
}
