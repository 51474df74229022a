import type { Statement } from "@cowry/core/statements";
import { statementName } from "@cowry/core/statements";
import { statementCsv } from "./csv.ts";

/** Files of statements: CSV for machines, PDF for people and banks. */

const CSV = "text/csv; charset=utf-8";
const PDF = "application/pdf";
export const STATEMENT_TYPES: readonly string[] = [CSV, PDF];

/** Media type, name and bytes. What draws pages is loaded only by whoever asks for pages. */
export async function statementFile(
  statement: Statement,
  format: "csv" | "pdf",
): Promise<readonly [type: string, name: string, bytes: Uint8Array]> {
  const name = `${statementName(statement)}.${format}`;
  if (format === "csv") return [CSV, name, statementCsv(statement)];
  const { statementPdf } = await import("./pdf.ts");
  return [PDF, name, await statementPdf(statement)];
}
