import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "./path.ts";
import type { Execution, Thread } from "./run.ts";
import type { HistoryEvent } from "./types.ts";

/** A definition that executions refer to by its id. */
export interface MachineRecord {
  readonly kind: "machine";
  readonly id: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly definition: string;
}

/** One move of one execution: what is different from before, all of it or nothing of it. */
export interface StepRecord {
  readonly kind: "step";
  readonly arn: string;
  /** At the start and at the end only. */
  readonly execution?: Execution;
  readonly threads: readonly Thread[];
  readonly gone: readonly string[];
  readonly events: readonly HistoryEvent[];
}

export type JournalRecord = MachineRecord | StepRecord;

/** Where executions outlive the process. */
export interface Journal {
  /** What there is. A replacement must follow before anything is appended. */
  load(): readonly JournalRecord[];
  /** Returns when a killed process would no longer lose the record. */
  append(record: JournalRecord): void;
  /** Puts these in the place of all there are. */
  replace(records: readonly JournalRecord[]): void;
  close(): void;
}

export function memoryJournal(): Journal {
  const nothing = (): void => undefined;
  return { load: () => [], append: nothing, replace: nothing, close: nothing };
}

const FILE = "step-functions.jsonl";
const HEADER = { kind: "journal", version: 1 };

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}

/** The records of a journal's text. What follows the last line's end was being written when the process was killed. */
function readRecords(path: string, text: string): readonly JournalRecord[] {
  const lines = text.split("\n").slice(0, -1);
  const [header, ...records] = lines.map((line, index): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      throw new Error(`${path}, line ${index + 1} is damaged; remove the file to start without its executions`);
    }
  });
  if (header !== undefined && !(isObject(header) && header["version"] === HEADER.version)) {
    throw new Error(`${path} was written by another version; remove the file to start without its executions`);
  }
  return records as JournalRecord[];
}

/** An append-only file of JSON lines. One process at a time; the local cloud sees to that. */
export function fileJournal(dataDir: string): Journal {
  mkdirSync(dataDir, { recursive: true });
  const path = join(dataDir, FILE);
  let file: number | undefined;
  const open = (): number => (file ??= openSync(path, "a"));
  const close = (): void => {
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  const replace = (records: readonly JournalRecord[]): void => {
    close();
    const draft = openSync(`${path}.new`, "w");
    writeAll(draft, [HEADER, ...records].map((each) => `${JSON.stringify(each)}\n`).join(""));
    fsyncSync(draft);
    closeSync(draft);
    renameSync(`${path}.new`, path);
  };
  return {
    load: () => (existsSync(path) ? readRecords(path, readFileSync(path, "utf8")) : []),
    append: (record) => writeAll(open(), `${JSON.stringify(record)}\n`),
    replace,
    close,
  };
}
