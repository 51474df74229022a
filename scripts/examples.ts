import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { mostTelling } from "./example-form.ts";

/**
 * `npm run examples`: runs the API's tests, writes down what they were answered, and keeps of it one example for each
 * operation and status in docs/examples.json, from where it goes into the API document.
 *
 * What is there already stays, so that a run changes nothing without need. After a change of an answer's shape, which
 * tests/contract/document.test.ts finds: `npm run examples -- --again` (all anew). `--from DIR` reads a folder that a
 * run with COWRY_RECORD=DIR has filled, in the place of running; further arguments name tests.
 */

const FILE = "docs/examples.json";

/** Together they are given every success of every operation. */
const SOURCES = ["tests/api", "tests/contract", "tests/journeys/recovery", "tests/invariants/books"];

type Examples = Record<string, Record<string, unknown>>;

interface Line {
  readonly operation: string;
  readonly status: number;
  readonly body: unknown;
}

function linesOf(folder: string): readonly Line[] {
  return globSync("*.jsonl", { cwd: folder })
    .flatMap((file) => readFileSync(path.join(folder, file), "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

/** Operation by operation, in their order; what `before` has stays. */
function merged(before: Examples, lines: readonly Line[]): Examples {
  const all = structuredClone(before);
  for (const [key, group] of Map.groupBy(lines, ({ operation, status }) => `${operation} ${status}`)) {
    const [operation = "", status = ""] = key.split(" ");
    const own = (all[operation] ??= {});
    own[status] ??= mostTelling(group.map(({ body }) => body));
  }
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const { values, positionals } = parseArgs({
  options: { again: { type: "boolean", default: false }, from: { type: "string" } },
  allowPositionals: true,
});
const folder = values.from ?? mkdtempSync(path.join(tmpdir(), "cowry-examples-"));
if (values.from === undefined) {
  const tests = positionals.length === 0 ? SOURCES : positionals;
  const run = spawnSync(process.execPath, ["scripts/test.ts", "--project", "cloud", ...tests], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, COWRY_RECORD: folder },
  });
  if (run.status !== 0) process.stderr.write("examples: some tests failed; what was answered is taken all the same\n");
}
const before = values.again ? {} : (JSON.parse(readFileSync(FILE, "utf8")) as Examples);
const after = merged(before, linesOf(folder));
if (values.from === undefined) rmSync(folder, { recursive: true, force: true });
writeFileSync(FILE, `${JSON.stringify(after, null, 2)}\n`);
process.stdout.write(`examples: ${Object.keys(after).length} operations in ${FILE}\n`);
process.exit(spawnSync(process.execPath, ["scripts/gen.ts"], { stdio: "inherit" }).status ?? 1);
