import type { Currency } from "../kernel/index.ts";
import type { TransactionKind } from "../wallet/index.ts";

/** The words of statements. No I/O here. */

/** More fit neither into an answer nor into a reader: ask for two halves. */
export const LINES_MAX = 5_000;
export const DAYS_MAX = 366;

export interface StatementLine {
  readonly transactionId: string;
  readonly kind: TransactionKind;
  readonly atMs: number;
  readonly seq: number;
  readonly hash: string;
  /** What it did to the balance, fees included. */
  readonly amount: bigint;
  /** The part of the amount that is a fee. */
  readonly fee: bigint;
  readonly balanceAfter: bigint;
  readonly counterparty: string | undefined;
  readonly note: string | undefined;
  readonly reference: string | undefined;
}

export interface Statement {
  readonly userId: string;
  readonly holder: string;
  readonly accountNumber: string;
  readonly currency: Currency;
  /** Included. */
  readonly fromMs: number;
  /** Excluded. */
  readonly toMs: number;
  readonly madeAtMs: number;
  readonly opening: bigint;
  /** Hash of the last line before. */
  readonly openingHash: string;
  readonly closing: bigint;
  readonly credits: bigint;
  readonly debits: bigint;
  /** Oldest first. */
  readonly lines: readonly StatementLine[];
}
