import * as z from "zod/mini";
import {
  CurrencyCode,
  Id,
  isoTime,
  NotNegativeAmount,
  Note,
  PersonName,
  Reference,
  showAmount,
  Time,
} from "../kernel/index.ts";
import { AccountNumber, Currency, ExistingTime, TRANSACTION_KINDS } from "../wallet/index.ts";
import { LINES_MAX, type Statement, type StatementLine } from "./model.ts";

/** Shapes of the statement's door. */

export const STATEMENT_FORMATS = ["json", "csv", "pdf"] as const;

export const StatementQuery = z.strictObject({
  currency: Currency,
  from: ExistingTime,
  to: z.optional(ExistingTime),
  format: z._default(z.enum(STATEMENT_FORMATS), "json"),
});

const Hash = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));
const Count = z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));

const Line = z.strictObject({
  transaction_id: Id,
  kind: z.enum(TRANSACTION_KINDS),
  at: Time,
  credit: NotNegativeAmount,
  debit: NotNegativeAmount,
  /** The part of the debit or credit that is a fee. */
  fee: NotNegativeAmount,
  balance: NotNegativeAmount,
  counterparty: z.nullable(PersonName),
  note: z.nullable(Note),
  reference: z.nullable(Reference),
  seq: Count,
  hash: Hash,
});

export const StatementShown = z.strictObject({
  holder: z.string().check(z.minLength(1), z.maxLength(129)),
  user_id: Id,
  account_number: AccountNumber,
  currency: CurrencyCode,
  from: Time,
  to: Time,
  made_at: Time,
  opening_balance: NotNegativeAmount,
  /** Hash of the line before the first: `""` where there is none. */
  opening_hash: z.union([Hash, z.literal("")]),
  total_credits: NotNegativeAmount,
  total_debits: NotNegativeAmount,
  closing_balance: NotNegativeAmount,
  lines: z.array(Line).check(z.maxLength(LINES_MAX)),
});
export type StatementShown = z.infer<typeof StatementShown>;

export function statementView(of: Statement): StatementShown {
  const shown = (amount: bigint) => showAmount(amount, of.currency);
  return {
    holder: of.holder,
    user_id: of.userId,
    account_number: of.accountNumber,
    currency: of.currency,
    from: isoTime(of.fromMs),
    to: isoTime(of.toMs),
    made_at: isoTime(of.madeAtMs),
    opening_balance: shown(of.opening),
    opening_hash: of.openingHash,
    total_credits: shown(of.credits),
    total_debits: shown(of.debits),
    closing_balance: shown(of.closing),
    lines: of.lines.map((line) => lineView(line, shown)),
  };
}

function lineView(line: StatementLine, shown: (amount: bigint) => number | string): StatementShown["lines"][number] {
  const { amount } = line;
  return {
    transaction_id: line.transactionId,
    kind: line.kind,
    at: isoTime(line.atMs),
    credit: shown(amount > 0n ? amount : 0n),
    debit: shown(amount < 0n ? -amount : 0n),
    fee: shown(line.fee),
    balance: shown(line.balanceAfter),
    counterparty: line.counterparty ?? null,
    note: line.note ?? null,
    reference: line.reference ?? null,
    seq: line.seq,
    hash: line.hash,
  };
}
