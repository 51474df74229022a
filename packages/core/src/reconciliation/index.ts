/**
 * Reconciliation: our books against the payment provider's, day by day.
 *
 * Words. A **run** compares one **day** (at home) with one provider. The provider's **streams** (charges, transfers,
 * refunds, the movements of its balance, settlements) are read page by page and **set out** in the table, which sorts
 * them; then they are **joined** with our own movements by reference, place by place. What differs is a **finding**, kept
 * as a **discrepancy** that has an age, an owner and in the end a resolution.
 *
 * Invariants. Each half holds one page in memory, however long the day was. Everything may run twice: a page read again
 * sets out the same rows, a reference compared again finds the same, and the same finding of the same day is one item.
 * Of a reference at most one discrepancy is found in a stream, by the first of the rules (`rules.ts`) that it breaks. A
 * provider that does not answer stops the run; it never makes one side look empty.
 *
 * Not here: the audit of our books against themselves (wallet), the provider's wire (gateways), money that is put right
 * (corrections).
 */
export { assignDiscrepancy, listDiscrepancies, readDiscrepancy, resolveDiscrepancy } from "./discrepancies.ts";
export { errors } from "./errors.ts";
export * from "./model.ts";
export type * from "./ports.ts";
export { type DayReport, loadReport } from "./report.ts";
export { SAYS } from "./rules.ts";
export { readRun, startNightly, startRun } from "./runs.ts";
export {
  CloseInput,
  closeStep,
  CompareInput,
  CompareOutput,
  compareStep,
  failStep,
  planRun,
  ReadInput,
  ReadOutput,
  readStep,
  RunEnded,
  RunInput,
  RunPlan,
} from "./steps.ts";
export { type Discrepancy, listRuns, type Run } from "./store.ts";
export {
  AssignRequest,
  DiscrepancyParams,
  DiscrepancyQuery,
  DiscrepancyShown,
  discrepancyView,
  Report,
  ReportQuery,
  reportView,
  ResolveRequest,
  RunParams,
  RunQuery,
  RunRequest,
  RunShown,
  runView,
} from "./wire.ts";
