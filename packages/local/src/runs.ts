/** Calls kept in memory. */
const KEPT = 4_000;

/** One call of a function, as it ended. */
export interface RunRecord {
  /** Counts up from 1. */
  readonly number: number;
  readonly atMs: number;
  readonly title: string;
  readonly requestId: string;
  readonly ms: number;
  readonly cold: boolean;
  /** `ok`, or how it failed: `error`, `timeout`, `crash`. */
  readonly how: string;
  /** Of an answer to HTTP. */
  readonly status: number | undefined;
}

/** What a function did since the cloud started. */
export interface RunSummary {
  readonly calls: number;
  /** Calls that crashed, threw or ran out of time, and answers of 500 and above. */
  readonly failures: number;
  readonly coldStarts: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly lastAtMs: number;
}

/** The last calls of all functions, for people who look on. */
export class RunLog {
  readonly #runs: RunRecord[] = [];
  #added = 0;

  /** How many calls there were since the start. */
  get added(): number {
    return this.#added;
  }

  add(run: Omit<RunRecord, "number">): void {
    this.#added += 1;
    this.#runs.push({ number: this.#added, ...run });
    if (this.#runs.length > KEPT * 1.1) this.#runs.splice(0, this.#runs.length - KEPT);
  }

  /** Newest first; of one function, or all. */
  find(title: string | undefined, limit: number): readonly RunRecord[] {
    return this.#runs
      .filter((run) => title === undefined || run.title === title)
      .slice(-limit)
      .reverse();
  }

  /** By function, of the calls that are kept. */
  summaries(): ReadonlyMap<string, RunSummary> {
    const byTitle = Map.groupBy(this.#runs, ({ title }) => title);
    return new Map([...byTitle].map(([title, runs]) => [title, summaryOf(runs)] as const));
  }
}

function summaryOf(runs: readonly RunRecord[]): RunSummary {
  const times = runs.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    calls: runs.length,
    failures: runs.filter(({ how, status = 0 }) => how !== "ok" || status >= 500).length,
    coldStarts: runs.filter(({ cold }) => cold).length,
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    lastAtMs: runs.at(-1)?.atMs ?? 0,
  };
}

/** The smallest of the sorted values that so many are not above. */
function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return Math.round(value * 10) / 10;
}
