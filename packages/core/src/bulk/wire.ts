import * as z from "zod/mini";
import {
  AmountMinor,
  BalanceMinor,
  CurrencyCode,
  formatDecimal,
  Id,
  isoTime,
  PageQuery,
  providerReference,
  Reference,
  text,
  Time,
  toWire,
} from "../kernel/index.ts";
import { maskAccount } from "../payouts/index.ts";
import { BATCH_STANDINGS, type BatchSeen, type RowStanding, STANDINGS } from "./look.ts";
import { BATCH_STATES } from "./model.ts";
import type { Batch } from "./store.ts";
import type { Upload } from "./upload.ts";

/** Shapes of the wire. */

const Reason = text(140);
const Word = z.string().check(z.minLength(1), z.maxLength(200));
const Count = z.int().check(z.minimum(0), z.maximum(1_000_000));

export const BatchParams = z.strictObject({ id: Id });

export const UploadRequest = z.strictObject({
  /** The merchant out of whose wallet it is paid. */
  payer_id: Id,
  /** The file itself. */
  csv: z.string().check(z.minLength(1), z.maxLength(60_000)),
  reason: Reason,
});

export function toUpload({ payer_id: payerId, csv, reason }: z.infer<typeof UploadRequest>): Upload {
  return { payerId, csv, reason };
}

export const CancelRequest = z.strictObject({ reason: Reason });

export const BatchesQuery = z.strictObject({ ...PageQuery, state: z._default(z.enum(BATCH_STATES), "running") });

const listed = {
  id: Id,
  payer_id: Id,
  currency: CurrencyCode,
  /** Rows that can be paid, and what they come to. */
  rows: Count,
  amount: BalanceMinor,
  invalid: Count,
  uploaded_by: Id,
  approved_by: z.nullable(Id),
  cancelled_by: z.nullable(Id),
  /** Decided at /admin/approvals. */
  proposal_id: z.nullable(Id),
  created_at: Time,
  started_at: z.nullable(Time),
  ended_at: z.nullable(Time),
};

export const BatchListed = z.strictObject({ ...listed, state: z.enum(BATCH_STATES) });

const timeOf = (atMs: number | undefined) => (atMs === undefined ? null : isoTime(atMs));

function facts(of: Batch) {
  return {
    id: of.batchId,
    payer_id: of.payerId,
    currency: CurrencyCode.parse(of.currency),
    rows: of.rows,
    amount: toWire(of.amount),
    invalid: of.invalid,
    uploaded_by: of.uploadedBy,
    approved_by: of.approvedBy ?? null,
    cancelled_by: of.cancelledBy ?? null,
    proposal_id: of.proposalId ?? null,
    created_at: isoTime(of.createdAtMs),
    started_at: timeOf(of.startedAtMs),
    ended_at: timeOf(of.endedAtMs),
  };
}

export function batchListedView(of: Batch): z.infer<typeof BatchListed> {
  return { ...facts(of), state: of.state };
}

const Problem = z.strictObject({ line: Count, field: Word, why: Word });

export const BatchShown = z.strictObject({
  ...listed,
  /** A batch whose proposal was not approved ends with it. */
  state: z.enum(BATCH_STANDINGS),
  /** How many rows stand how; those that were ordered as their payouts stand. */
  counts: z.strictObject({
    invalid: Count,
    waiting: Count,
    refused: Count,
    cancelled: Count,
    pending: Count,
    processing: Count,
    awaiting_confirmation: Count,
    completed: Count,
    failed: Count,
    reversed: Count,
  }),
  /** Lines that cannot be paid, and why. */
  problems: z.array(Problem).check(z.maxLength(500)),
});

export function batchView({ batch, standing, counts, invalid }: BatchSeen): z.infer<typeof BatchShown> {
  const problems = invalid.map(({ line, field = "row", why = "" }) => ({ line: Number(line), field, why }));
  return { ...facts(batch), state: standing, counts: { ...counts }, problems };
}

export const RowsQuery = z.strictObject({ ...PageQuery, format: z._default(z.enum(["json", "csv"]), "json") });

export const RowShown = z.strictObject({
  line: Count,
  state: z.enum(STANDINGS),
  /** Of one that is invalid: where. */
  field: z.nullable(Word),
  why: z.nullable(Word),
  account_number: z.nullable(z.string().check(z.regex(/^\*{6}\d{4}$/))),
  bank_code: z.nullable(Word),
  amount: z.nullable(AmountMinor),
  reference: z.nullable(Reference),
  transaction_id: z.nullable(Id),
});

export function rowView({ row, standing, why }: RowStanding): z.infer<typeof RowShown> {
  return {
    line: Number(row.line),
    state: standing,
    field: row.field ?? null,
    why: why ?? null,
    account_number: row.accountLast4 === undefined ? null : maskAccount(row.accountLast4),
    bank_code: row.bankCode ?? null,
    amount: row.amount === undefined ? null : toWire(row.amount),
    reference: row.reference ?? null,
    transaction_id: row.transactionId ?? null,
  };
}

/** A row as a line of the report: text under each column's name. */
export function reportCells(of: RowStanding): Readonly<Record<string, string>> {
  const shown = rowView(of);
  const { transaction_id: id } = shown;
  return {
    line: String(shown.line),
    reference: shown.reference ?? "",
    account_number: shown.account_number ?? "",
    bank_code: shown.bank_code ?? "",
    amount: of.row.amount === undefined ? "" : formatDecimal(of.row.amount, 2),
    narration: of.row.narration ?? "",
    state: shown.state,
    field: shown.field ?? "",
    why: shown.why ?? "",
    transaction_id: id ?? "",
    provider_reference: id === null ? "" : providerReference(id),
  };
}
