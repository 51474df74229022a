import type { CsvReader, CsvText } from "@cowry/core/bulk";
import { CsvError, parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";

/** CSV (RFC 4180): files that staff write, and files that they get. */

interface Parsed {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

/** Reads text as CSV. A byte-order mark is no cell; a quote that is never closed makes the rest of the file unreadable. */
export const csvReader: CsvReader = {
  readCsv(text): CsvText {
    try {
      const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true };
      const parsed = parse(text, options) as unknown as readonly Parsed[];
      return { outcome: "read", records: parsed.map(({ info, record }) => ({ line: info.lines, cells: record })) };
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      const line: unknown = error["lines"];
      return { outcome: "unreadable", line: typeof line === "number" ? line : 0, why: "a quote stands where none may" };
    }
  },
};

export const REPORT_TYPE = "text/csv; charset=utf-8";

/**
 * Rows of texts as CSV, with a byte-order mark so that spreadsheets read UTF-8. What people wrote is never a formula: a
 * text that begins like one gets an apostrophe.
 */
export function batchReport(rows: readonly Readonly<Record<string, string>>[]): Uint8Array {
  const options = { header: true, bom: true, escape_formulas: true, record_delimiter: "windows" as const };
  return Buffer.from(stringify([...rows], options));
}
