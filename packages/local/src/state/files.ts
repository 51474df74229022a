import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseJson, record } from "../json.ts";

/** What must survive a killed process: small JSON files replaced whole, and files that only grow by lines. */

const PRIVATE = 0o600;

/** The state in `file` as `read` understands it; undefined when there is none yet. */
export function readState<T>(file: string, read: (state: Record<string, unknown>) => T): T | undefined {
  return existsSync(file) ? read(record(parseJson(readFileSync(file, "utf8")))) : undefined;
}

/** Replaces the state in one step: a reader sees the old or the new, never half. */
export function writeState(file: string, state: object): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const next = `${file}.${process.pid}.next`;
  writeFileSync(next, `${JSON.stringify(state, undefined, 1)}\n`, { mode: PRIVATE });
  renameSync(next, file);
}

export function appendLine(file: string, line: object): void {
  mkdirSync(path.dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: PRIVATE });
}

/** The lines of a growing file. One that a kill cut off is left out, and ended, so that the next stands by itself. */
export function readLines(file: string): readonly Record<string, unknown>[] {
  if (!existsSync(file)) return [];
  const source = readFileSync(file, "utf8");
  if (source !== "" && !source.endsWith("\n")) appendFileSync(file, "\n");
  return source
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => record(parseJson(line)))
    .filter((line) => Object.keys(line).length > 0);
}
