import type { Minor } from "../kernel/index.ts";

/** The words of bulk payouts. No I/O here. */

/** `loading`: its rows are being written down, and nobody has been asked yet. */
export const BATCH_STATES = ["loading", "proposed", "running", "done", "cancelled"] as const;
export type BatchState = (typeof BATCH_STATES)[number];

export const ROW_STATES = ["invalid", "waiting", "ordered", "refused"] as const;
export type RowState = (typeof ROW_STATES)[number];

/** Per file: as many as one request carries and one colleague can answer for. */
export const ROWS_MAX = 500;
/** Per file, in kobo: NGN 100,000,000.00. */
export const AMOUNT_MAX: Minor = 10_000_000_000n;

/** The file's columns; `narration` and `account_name` may be left out. */
export const COLUMNS = ["account_number", "bank_code", "amount", "reference", "narration", "account_name"] as const;
export type Column = (typeof COLUMNS)[number];
export const NEEDED: readonly Column[] = ["account_number", "bank_code", "amount", "reference"];

/** What is wrong with a line: where, and in words for whoever wrote it. */
export interface Problem {
  readonly field: Column | "row";
  readonly why: string;
}

/** A line that can be paid, as far as the file says. */
export interface GoodRow {
  readonly line: number;
  readonly accountNumber: string;
  readonly bankCode: string;
  readonly amount: Minor;
  readonly reference: string;
  readonly narration: string | undefined;
  /** The holder whom staff expect: where the bank names another one, nothing is paid. */
  readonly accountName: string | undefined;
}

export interface BadRow {
  readonly line: number;
  readonly problem: Problem;
}

export type CheckedRow = GoodRow | BadRow;

export function isGood(row: CheckedRow): row is GoodRow {
  return !("problem" in row);
}

export const BULK = "bulk/batch";

/**
 * The key of a row's payout: one for each reference of a wallet, for ever. No request can carry it: a line break stands
 * in no header.
 */
export function orderKey(reference: string): string {
  return `bulk\n${reference}`;
}

/** Lines sort as text. */
export function lineKey(line: number): string {
  return String(line).padStart(6, "0");
}
