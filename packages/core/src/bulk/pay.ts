import { transact } from "@cowry/table";
import { alertStaff, AppError, assert, DAY, type ErrorKind, MINUTE, now } from "../kernel/index.ts";
import { addBeneficiary, isSameHolder, type RecipientRegister, requestPayout } from "../payouts/index.ts";
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

/** `more`: go on at this line, after so long. */
export interface Paid {
  readonly outcome: "done" | "more";
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
  { from, to, at }: Part & { readonly at: number },
  register: RecipientRegister,
  budgetMs = BUDGET_MS,
): Promise<Paid> {
  const startedAt = performance.now();
  const batch = await findBatch(batchId);
  if (batch?.state !== "running") return { outcome: "done", at, waitSeconds: 0 };
  const rows = (await loadRows(batchId, { from, to })).filter(({ state }) => state === "waiting");
  let left = rows.filter(({ line }) => Number(line) < at).length;
  for (const [tried, row] of rows.filter(({ line }) => Number(line) >= at).entries()) {
    // One at least, so that every call goes on.
    const isOver = tried > 0 && performance.now() - startedAt >= budgetMs;
    if (isOver) return { outcome: "more", at: Number(row.line), waitSeconds: 1 };
    if (!(await payRow(batch, row, register))) left += 1;
  }
  if (left === 0) return { outcome: "done", at, waitSeconds: 0 };
  return { outcome: "more", at: from, waitSeconds: againSeconds(now() - (batch.startedAtMs ?? now())) };
}

/** A refusal of these kinds is about the row; any other may be mended by waiting. */
const FINAL: readonly ErrorKind[] = ["invalid", "forbidden", "not_found", "conflict", "refused", "locked"];

/** False: not yet. Nothing that happens to one row may keep the next from being paid. */
async function payRow(batch: Batch, row: Row, register: RecipientRegister): Promise<boolean> {
  try {
    const why = await order(batch, row, register);
    if (why !== undefined) await refuseRow(row, why);
    return true;
  } catch (error) {
    const isFinal = error instanceof AppError && FINAL.includes(error.kind);
    return giveUp(batch, row, isFinal ? error.code : undefined).catch(() => false);
  }
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
const SWEEP_MS = 4 * MINUTE;
/** Younger ones are their execution's business, and their uploader's. */
const SWEPT_AFTER_MS = 30 * MINUTE;

/**
 * Goes on with batches whose execution a lost event never started, or that died; and gives up those whose upload was
 * never finished. Beside a living execution it does nothing twice.
 */
export async function sweepBatches(
  starter: BatchStarter,
  register: RecipientRegister,
  budgetMs = SWEEP_MS,
): Promise<void> {
  const startedAt = performance.now();
  const left = () => budgetMs - (performance.now() - startedAt);
  await each("running", async (batch) => {
    if (now() - (batch.startedAtMs ?? 0) < SWEPT_AFTER_MS) return;
    await startBatch(batch.batchId, starter);
    if (left() > 0) await payRows(batch.batchId, { from: 1, to: batch.lastLine, at: 1 }, register, left());
    await closeBatch(batch.batchId);
  });
  await each("loading", async (batch) => {
    if (now() - batch.createdAtMs < DAY) return;
    await transact([batchChange(batch, "cancelled", { endedAtMs: now() })]);
  });
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
