/** A text as CSV, read by somebody who knows how: every record with the line on which it ends. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

export type CsvText =
  | { readonly outcome: "read"; readonly records: readonly CsvRecord[] }
  | { readonly outcome: "unreadable"; readonly line: number; readonly why: string };

export interface CsvReader {
  /** Blank lines are left out, and spaces around cells. */
  readCsv(text: string): CsvText;
}

/** The workflow engine, as far as batches know it. */
export interface BatchStarter {
  /** Starts the execution of this batch; does nothing when it has been started before. */
  start(name: string, input: { readonly batchId: string; readonly parts: readonly Part[] }): Promise<void>;
}

/** Lines of a file, both ends included. */
export interface Part {
  readonly from: number;
  readonly to: number;
}
