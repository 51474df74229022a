import { transact } from "@cowry/table";
import { closedAs, errors as approvals, propose } from "../approvals/index.ts";
import { isShut, loadStanding } from "../auth/index.ts";
import { assert, DAY, derivedId, now, type RailCurrency, seal, type Staff, unseal } from "../kernel/index.ts";
import { type BankDirectory, listBanks, payoutIdFor } from "../payouts/index.ts";
import { errors } from "./errors.ts";
import { BULK, type CheckedRow, isGood, lineKey, orderKey } from "./model.ts";
import type { CsvReader } from "./ports.ts";
import { checkRows, type Line, readFile } from "./read-file.ts";
import {
  type Batch,
  batchChange,
  commitBatch,
  commitRows,
  findBatch,
  findTransactions,
  type Row,
  rowContext,
} from "./store.ts";

/** From a file to a proposal. Sent again, the same file is the same batch, and goes on where it was cut off. */

export interface Upload {
  readonly payerId: string;
  readonly csv: string;
  readonly reason: string;
}

export interface Uploaded {
  readonly batch: Batch;
  /** It was there before. */
  readonly replayed: boolean;
}

const CURRENCY: RailCurrency = "NGN";

/** A proposal that nobody has decided by then is made anew. */
const PROPOSAL_LIFE_MS = 3 * DAY;

/**
 * Reads the file, writes every line of it down, and proposes to pay those that can be paid. Throws what the file as a
 * whole cannot be forgiven; what is wrong with a line stands in its row.
 */
export async function uploadBatch(
  actor: Staff,
  upload: Upload,
  by: { readonly reader: CsvReader; readonly banks: BankDirectory },
): Promise<Uploaded> {
  const { payerId, csv, reason } = upload;
  if (payerId === actor.userId) throw approvals.own_affair();
  await checkPayer(payerId);
  const lines = readFile(csv, by.reader);
  const known = await findOpen(payerId, csv);
  if (known.batch !== undefined && known.batch.state !== "loading") return { batch: known.batch, replayed: true };
  const rows = await checkAll(payerId, lines, by.banks);
  const batch = known.batch ?? (await commitBatch(freshBatch(actor, payerId, known.batchId, rows)));
  if (batch.state !== "loading") return { batch, replayed: true };
  await commitRows(rows.map((row) => rowOf(batch.batchId, row)));
  return { batch: await proposeBatch(actor, batch, reason), replayed: known.batch !== undefined };
}

/** Throws unless this is a merchant who may make payouts. */
export async function checkPayer(payerId: string): Promise<void> {
  const standing = await loadStanding(payerId);
  const fits = standing?.status === "active" && standing.roles.includes("merchant") && !isShut(standing, "payouts");
  if (!fits) throw errors.payer_not_merchant();
}

/** Whoever sends one file so often without ever having it paid means something else by it. */
const TIMES_MAX = 20;

/** The batch that this file is, if it is one that still lives or was paid; else the id of the next. */
async function findOpen(payerId: string, csv: string): Promise<{ batchId: string; batch: Batch | undefined }> {
  for (let times = 1; times <= TIMES_MAX; times += 1) {
    const batchId = derivedId(BULK, payerId, csv, String(times));
    const batch = await findBatch(batchId);
    if (batch === undefined || !(await isDead(batch))) return { batchId, batch };
  }
  throw errors.batch_ended();
}

/** Cancelled, or proposed in vain: the same file may be proposed anew. What it has paid is not paid again. */
export async function isDead({ state, proposalId }: Batch): Promise<boolean> {
  if (state === "cancelled") return true;
  return state === "proposed" && proposalId !== undefined && (await closedAs(proposalId)) !== undefined;
}

async function checkAll(payerId: string, lines: readonly Line[], directory: BankDirectory) {
  const idOf = (reference: string) => payoutIdFor(payerId, orderKey(reference));
  const references = lines.flatMap(({ cells: { reference = "" } }) => (reference === "" ? [] : [reference]));
  const [banks, used] = await Promise.all([listBanks(directory), findTransactions([...new Set(references)].map(idOf))]);
  const rows = checkRows(lines, {
    banks: new Set(banks.map(({ code }) => code)),
    isUsed: (reference) => used.has(idOf(reference)),
  });
  if (rows.some(isGood)) return rows;
  const problems = rows.flatMap((row) => (isGood(row) ? [] : [{ line: row.line, ...row.problem }]));
  throw errors.file_has_nothing_to_pay({ problems });
}

function freshBatch(actor: Staff, payerId: string, batchId: string, rows: readonly CheckedRow[]): Batch {
  const good = rows.filter(isGood);
  return {
    batchId,
    state: "loading",
    payerId,
    currency: CURRENCY,
    rows: good.length,
    amount: good.reduce((sum, { amount }) => sum + amount, 0n),
    invalid: rows.length - good.length,
    lastLine: Math.max(...rows.map(({ line }) => line)),
    uploadedBy: actor.userId,
    createdAtMs: now(),
  };
}

function rowOf(batchId: string, row: CheckedRow): Row {
  const line = lineKey(row.line);
  if (!isGood(row)) return { batchId, line, state: "invalid", field: row.problem.field, why: row.problem.why };
  const { accountNumber, bankCode, amount, reference, narration, accountName } = row;
  return {
    batchId,
    line,
    state: "waiting",
    account: seal(accountNumber, rowContext(batchId, line)),
    accountLast4: accountNumber.slice(-4),
    bankCode,
    amount,
    reference,
    narration,
    accountName: accountName === undefined ? undefined : seal(accountName, rowContext(batchId, line)),
  };
}

/** What a row hides. Asks for FIELD_KEYS. */
export function openRow({ batchId, line, account = "", accountName }: Row) {
  const open = (sealed: string) => unseal(sealed, rowContext(batchId, line));
  return { accountNumber: open(account), accountName: accountName === undefined ? undefined : open(accountName) };
}

async function proposeBatch(actor: Staff, batch: Batch, reason: string): Promise<Batch> {
  const { batchId, payerId, rows, invalid, amount, currency } = batch;
  const { proposal } = await propose(actor, {
    kind: BULK,
    payload: { batch_id: batchId, rows, invalid, amount: String(amount), currency },
    reason,
    permission: "bulk_payouts.approve",
    userId: payerId,
    expiresInMs: PROPOSAL_LIFE_MS,
    key: batchId,
  });
  const set = { proposalId: proposal.proposalId };
  await transact([batchChange(batch, "proposed", set)]);
  const seen = await findBatch(batchId);
  assert(seen !== undefined, "a batch is never removed");
  return seen;
}
