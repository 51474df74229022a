import { formatDecimal } from "../kernel/index.ts";
import { BANK_CODE, PAYOUT_BOUNDS } from "../payouts/index.ts";
import { errors } from "./errors.ts";
import {
  AMOUNT_MAX,
  type CheckedRow,
  type Column,
  COLUMNS,
  type GoodRow,
  isGood,
  NEEDED,
  type Problem,
  ROWS_MAX,
} from "./model.ts";
import type { CsvReader, CsvRecord } from "./ports.ts";

/** From a file to rows, each checked by itself: what is wrong with one says nothing of the others. */

/** What rows are compared with, beside one another. */
export interface Known {
  /** Codes of banks that can be paid. */
  readonly banks: ReadonlySet<string>;
  /** Whether this wallet has paid something under this reference before. */
  isUsed(reference: string): boolean;
}

/** The file's records, by column. Throws `file_not_readable`, `file_too_large`. */
export function readFile(csv: string, reader: CsvReader): readonly Line[] {
  const read = reader.readCsv(csv);
  if (read.outcome === "unreadable") throw errors.file_not_readable({ line: read.line, why: read.why.slice(0, 200) });
  const [header, ...records] = read.records;
  const columns = readHeader(header);
  if (records.length > ROWS_MAX) throw tooLarge();
  return records.map(({ line, cells }) => ({
    line,
    cells: byColumn(columns, cells),
    whole: cells.length === columns.length,
  }));
}

export interface Line {
  readonly line: number;
  readonly cells: Readonly<Partial<Record<Column, string>>>;
  /** As many cells as there are columns. */
  readonly whole: boolean;
}

const tooLarge = () => errors.file_too_large({ rows_max: ROWS_MAX, amount_max: Number(AMOUNT_MAX) });

function readHeader(header: CsvRecord | undefined): readonly Column[] {
  const line = header?.line ?? 0;
  const columns = (header?.cells ?? []).map((cell) => {
    const column = COLUMNS.find((known) => known === cell.toLowerCase());
    if (column !== undefined) return column;
    throw errors.file_not_readable({ line, why: `the columns are ${COLUMNS.join(", ")}` });
  });
  const missing = NEEDED.filter((column) => !columns.includes(column));
  if (missing.length > 0) throw errors.file_not_readable({ line, why: `there is no column ${missing.join(", ")}` });
  if (new Set(columns).size === columns.length) return columns;
  throw errors.file_not_readable({ line, why: "a column is there twice" });
}

function byColumn(columns: readonly Column[], cells: readonly string[]): Line["cells"] {
  return Object.fromEntries(columns.flatMap((column, at) => (cells[at] === undefined ? [] : [[column, cells[at]]])));
}

/** Every line once, in order. Throws `file_too_large` for more money than one file may move. Pure. */
export function checkRows(lines: readonly Line[], known: Known): readonly CheckedRow[] {
  const firsts = new Map<string, number>();
  for (const { line, cells } of lines) {
    const reference = cells.reference ?? "";
    if (!firsts.has(reference)) firsts.set(reference, line);
  }
  const rows = lines.map((each) => checkRow(each, known, firsts.get(each.cells.reference ?? "") ?? each.line));
  const total = rows.reduce((sum, row) => sum + (isGood(row) ? row.amount : 0n), 0n);
  if (total > AMOUNT_MAX) throw tooLarge();
  return rows;
}

function checkRow({ line, cells, whole }: Line, known: Known, firstLine: number): CheckedRow {
  const { account_number: accountNumber = "", bank_code: bankCode = "", amount: told = "", reference = "" } = cells;
  const bad = (field: Problem["field"], why: string): CheckedRow => ({ line, problem: { field, why } });
  if (!whole) return bad("row", "does not have as many cells as there are columns");
  if (!/^\d{10}$/.test(accountNumber))
    return bad("account_number", "is not ten digits; spreadsheets drop leading zeros");
  if (!BANK_CODE.test(bankCode)) return bad("bank_code", "is no bank code; spreadsheets drop leading zeros");
  if (!known.banks.has(bankCode)) return bad("bank_code", "is no bank that can be paid");
  const amount = readAmount(told);
  if (amount === undefined) return bad("amount", "is not in naira with two decimals, such as 1500.00");
  const { min, max } = PAYOUT_BOUNDS.NGN;
  if (amount < min || amount > max) return bad("amount", `is not from ${inNaira(min)} to ${inNaira(max)}`);
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/.test(reference)) {
    return bad("reference", "is not 1 to 64 letters, digits and . _ / -");
  }
  if (firstLine !== line) return bad("reference", `is on line ${firstLine} already`);
  if (known.isUsed(reference)) return bad("reference", "has been used for an earlier payout of this wallet");
  return withTexts({ line, accountNumber, bankCode, amount, reference }, cells);
}

const NARRATION_MAX = 60;
const NAME_MAX = 64;

function withTexts(
  row: Omit<GoodRow, "narration" | "accountName">,
  { narration = "", account_name: accountName = "" }: Line["cells"],
): CheckedRow {
  const { line } = row;
  if (!isText(narration, NARRATION_MAX)) {
    return {
      line,
      problem: { field: "narration", why: `is longer than ${NARRATION_MAX} characters, or no plain text` },
    };
  }
  if (!isText(accountName, NAME_MAX)) {
    return { line, problem: { field: "account_name", why: `is longer than ${NAME_MAX} characters, or no plain text` } };
  }
  return { ...row, narration: narration || undefined, accountName: accountName || undefined };
}

function isText(text: string, max: number): boolean {
  return text.length <= max && /^[^\p{Cc}\p{Cs}]*$/u.test(text);
}

/** Naira with its two decimals, always: an amount in kobo must never be read as one in naira. Undefined: neither. */
export function readAmount(told: string): bigint | undefined {
  const [, naira, kobo] = /^(\d{1,9})\.(\d{2})$/.exec(told) ?? [];
  return naira === undefined || kobo === undefined ? undefined : BigInt(naira + kobo);
}

function inNaira(amount: bigint): string {
  return formatDecimal(amount, 2);
}
