import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Condition, plainly } from "./conditions.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** What `npm run prove -- mutations` found out: docs/proof/conditions.json. */
export const PROOF = path.join(ROOT, "docs/proof/conditions.json");

/** Where a run that collects writes down which test file sent which conditions. */
const COLLECT = process.env["COWRY_CONDITIONS"];

let known: ReadonlySet<string> | undefined;
/** In whatever transaction: that is for the proof, not for the list to be whole. */
function lineOf({ kind, entity, text }: Pick<Condition, "kind" | "entity" | "text">): string {
  return `${kind} ${entity}: ${plainly(text)}`;
}

/** Those that the committed list does not have, each in a line. */
export function unknownOf(seen: readonly Condition[]): readonly string[] {
  if (seen.length === 0 || COLLECT !== undefined || !existsSync(PROOF)) return [];
  known ??= new Set((JSON.parse(readFileSync(PROOF, "utf8")) as readonly Condition[]).map(lineOf));
  return [...new Set(seen.map(lineOf))].filter((line) => known?.has(line) === false);
}

/** Keeps what a test file sent, where this run collects. */
export function collect(file: string, seen: readonly Condition[]): void {
  if (COLLECT === undefined || seen.length === 0) return;
  const seenIn = path.join(COLLECT, "seen");
  mkdirSync(seenIn, { recursive: true });
  const name = path.relative(ROOT, file).replaceAll(/[/\\]/g, "__");
  writeFileSync(path.join(seenIn, `${name}.json`), JSON.stringify(seen));
}
