import { appendFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { Clock } from "./clock.ts";

/** Lines kept in memory; the files under `.local/logs` keep them all. */
const KEPT = 20_000;

/** The run that a line belongs to, as far as the log needs to know it. */
export interface LogOwner {
  readonly requestId: string;
  readonly ids: ReadonlySet<string>;
}

export interface LogLine {
  readonly atMs: number;
  /** The function's short name, or the part of the cloud that speaks. */
  readonly source: string;
  readonly requestId: string | undefined;
  readonly text: string;
}

export interface LogQuery {
  readonly requestId?: string | undefined;
  readonly source?: string | undefined;
  readonly limit: number;
}

interface Kept extends LogLine {
  readonly ids: ReadonlySet<string> | undefined;
}

/** Everything that functions print, and what the cloud itself has to say. */
export class LogStore {
  readonly #clock: Clock;
  readonly #dir: string | undefined;
  readonly #echo: ((line: LogLine) => void) | undefined;
  readonly #lines: Kept[] = [];
  #unwritten: string[] = [];
  #flushing: NodeJS.Timeout | undefined;
  #added = 0;

  constructor(options: { clock: Clock; dataDir: string | undefined; echo?: (line: LogLine) => void }) {
    this.#clock = options.clock;
    this.#echo = options.echo;
    this.#dir = options.dataDir === undefined ? undefined : path.join(options.dataDir, "logs");
    if (this.#dir !== undefined) mkdirSync(this.#dir, { recursive: true });
  }

  /** Counts up with each line since the start. */
  get added(): number {
    return this.#added;
  }

  add(line: { source: string; invocation?: LogOwner | undefined; text: string }): void {
    const { source, invocation, text } = line;
    const kept: Kept = {
      atMs: this.#clock.now(),
      source,
      requestId: invocation?.requestId,
      text,
      ids: invocation?.ids,
    };
    this.#lines.push(kept);
    this.#added += 1;
    if (this.#lines.length > KEPT * 1.1) this.#lines.splice(0, this.#lines.length - KEPT);
    this.#echo?.(kept);
    if (this.#dir === undefined) return;
    this.#unwritten.push(`${new Date(kept.atMs).toISOString()} ${kept.requestId ?? "-"} [${source}] ${text}\n`);
    this.#flushing ??= setTimeout(() => this.flush(), 200);
  }

  /** The newest lines that match, oldest first. `requestId` is any id of the run: Lambda's, the gateway's, the API's. */
  find({ requestId, source, limit }: LogQuery): readonly LogLine[] {
    return this.#lines
      .filter((line) => requestId === undefined || line.ids?.has(requestId) === true)
      .filter((line) => source === undefined || line.source === source)
      .slice(-limit);
  }

  /** Writes what waits. Also called when the cloud stops. */
  flush(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    const text = this.#unwritten.join("");
    this.#unwritten = [];
    if (this.#dir === undefined || text === "") return;
    appendFileSync(path.join(this.#dir, `${new Date().toISOString().slice(0, 10)}.log`), text, { mode: 0o600 });
  }
}
