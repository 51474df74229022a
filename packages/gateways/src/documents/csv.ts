import { assetOf, formatDecimal, isoTime } from "@cowry/core/kernel";
import type { Statement, StatementLine } from "@cowry/core/statements";
import { stringify } from "csv-stringify/sync";

const COLUMNS = [
  "date",
  "transaction_id",
  "kind",
  "counterparty",
  "note",
  "reference",
  "currency",
  "debit",
  "credit",
  "fee",
  "balance",
];

/**
 * A statement as CSV (RFC 4180, with a byte-order mark so that spreadsheets read UTF-8), opening and closing balance as
 * its first and last line. What people wrote is never a formula: a text that begins like one gets an apostrophe.
 */
export function statementCsv(of: Statement): Uint8Array {
  const decimals = assetOf(of.currency).decimals;
  const money = (amount: bigint) => formatDecimal(amount, decimals);
  const edge = (atMs: number, what: string, balance: bigint) => ({
    date: isoTime(atMs),
    kind: what,
    currency: of.currency,
    balance: money(balance),
  });
  const rows = [
    edge(of.fromMs, "opening_balance", of.opening),
    ...of.lines.map((line) => ({ currency: of.currency, ...cells(line, money) })),
    edge(of.toMs, "closing_balance", of.closing),
  ];
  const options = { header: true, columns: COLUMNS, bom: true, escape_formulas: true, record_delimiter: "windows" };
  return Buffer.from(stringify(rows, options));
}

function cells(line: StatementLine, money: (amount: bigint) => string) {
  const { amount } = line;
  return {
    date: isoTime(line.atMs),
    transaction_id: line.transactionId,
    kind: line.kind,
    counterparty: line.counterparty ?? "",
    note: line.note ?? "",
    reference: line.reference ?? "",
    // Neither has a sign, so that neither looks like a formula.
    debit: amount < 0n ? money(-amount) : "",
    credit: amount > 0n ? money(amount) : "",
    fee: line.fee === 0n ? "" : money(line.fee),
    balance: money(line.balanceAfter),
  };
}
