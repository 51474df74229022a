import { now } from "../kernel/index.ts";
import type { ProviderName } from "./model.ts";
import { readRun } from "./runs.ts";
import { type Discrepancy, readDiscrepancies, type Run } from "./store.ts";

/** A day's report: how much matched, and everything that did not. */

/** What fits into one answer, whatever its form. */
export const REPORTED_MAX = 2_000;

export interface DayReport {
  readonly run: Run;
  readonly discrepancies: readonly Discrepancy[];
  /** There are more than the report has. */
  readonly isCut: boolean;
  readonly madeAtMs: number;
}

/** Throws `reconciliation_not_found`. */
export async function loadReport(provider: ProviderName, day: string): Promise<DayReport> {
  const run = await readRun(provider, day);
  const discrepancies: Discrepancy[] = [];
  let isCut = false;
  for await (const page of readDiscrepancies(provider, day, 250)) {
    discrepancies.push(...page);
    isCut = discrepancies.length > REPORTED_MAX;
    if (isCut) break;
  }
  return { run, discrepancies: discrepancies.slice(0, REPORTED_MAX), isCut, madeAtMs: now() };
}
