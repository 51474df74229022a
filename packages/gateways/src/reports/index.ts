import { isoTime } from "@cowry/core/kernel";
import { type DayReport, type Discrepancy, SAYS, type Side } from "@cowry/core/reconciliation";
import { stringify } from "csv-stringify/sync";
import { reportPage } from "./page.ts";

/** A reconciled day as a file: CSV for machines, a page for people. */

const CSV = "text/csv; charset=utf-8";
const HTML = "text/html; charset=utf-8";
export const REPORT_TYPES: readonly string[] = [CSV, HTML];

/** Media type, name and bytes. */
export function reportFile(
  report: DayReport,
  format: "csv" | "html",
): readonly [type: string, name: string, bytes: Uint8Array] {
  const { provider, day } = report.run;
  const name = `reconciliation-${provider}-${day}.${format}`;
  return format === "csv" ? [CSV, name, reportCsv(report)] : [HTML, name, Buffer.from(reportPage(report))];
}

const SIDE = ["amount", "fee", "currency", "status", "at", "count"] as const;
const COLUMNS = [
  ...["id", "day", "kind", "meaning", "stream", "reference", "transaction_id"],
  ...["ours", "theirs"].flatMap((side) => SIDE.map((name) => `${side}_${name}`)),
  ...["state", "found_at", "due_at", "owner", "resolution", "note", "closed_at", "closed_by"],
];

/** One line for each discrepancy. Amounts in minor units; whatever came from outside is never a formula. */
export function reportCsv({ discrepancies }: DayReport): Uint8Array {
  const options = { header: true, columns: COLUMNS, bom: true, escape_formulas: true, record_delimiter: "windows" };
  return Buffer.from(stringify(discrepancies.map(line), options));
}

function line(of: Discrepancy): Readonly<Record<string, string>> {
  const time = (atMs: number | undefined) => (atMs === undefined ? "" : isoTime(atMs));
  const { owner = "", resolution = "", note = "", closedBy = "", transactionId = "" } = of;
  return {
    ...{ id: of.discrepancyId, day: of.day, kind: of.kind, meaning: SAYS[of.kind], stream: of.stream },
    ...{ reference: of.reference, transaction_id: transactionId },
    ...cells("ours", of.ours),
    ...cells("theirs", of.theirs),
    ...{ state: of.state, found_at: time(of.foundAtMs), due_at: time(of.dueAtMs) },
    ...{ owner, resolution, note, closed_at: time(of.closedAtMs), closed_by: closedBy },
  };
}

function cells(side: string, of: Side | undefined): Readonly<Record<string, string>> {
  const { amount, fee, currency, status, atMs, count } = of ?? {};
  const at = atMs === undefined ? undefined : isoTime(atMs);
  const values = { amount, fee, currency, status, at, count };
  return Object.fromEntries(SIDE.map((name) => [`${side}_${name}`, String(values[name] ?? "")]));
}
