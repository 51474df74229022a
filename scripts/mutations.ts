import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Condition } from "./conditions/conditions.ts";
import { EQUIVALENT } from "./conditions/equivalent.ts";
import { PROOF } from "./conditions/known.ts";
import { type Finding, isNotice, nextOf, type Reach } from "./conditions/plan.ts";
import { describeProof, proofOf, type Proven } from "./conditions/proof.ts";

/**
 * `npm run prove -- mutations [collect] [run] [write] [--project unit] [--entity wallet] [--file ledger]`.
 *
 * `collect`: each test once, which conditions it sent, and which ways to weaken one would have let through what was refused
 * to it. `run`: each of those ways, in the quickest test that comes to it, then in the next, until one notices. `write`:
 * docs/proof/conditions.{json,md}. Nothing named: all three. What is done is kept in .build/conditions, so that a run that
 * was stopped goes on where it was. A new condition comes into the list by `collect write --file <the test that sends it>`.
 */
const DIR = path.resolve(".build/conditions");
const SEEN = path.join(DIR, "seen");
const REACHED = path.join(DIR, "reached");

const { values, positionals } = parseArgs({
  options: {
    project: { type: "string", multiple: true, default: ["unit", "mocking", "apart"] },
    entity: { type: "string" },
    file: { type: "string" },
    minutes: { type: "string", default: "100000" },
    /** How many tests are asked of each at most. */
    tries: { type: "string", default: "4" },
    /** No test that takes longer, in seconds. */
    slowest: { type: "string", default: "10" },
    /** Leaves out what this machine has not seen. */
    forget: { type: "boolean", default: false },
    /** Asks AWS's own engine, not tables in memory. */
    engine: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
const endAt = performance.now() + Number(values.minutes) * 60_000;
const isDue = (step: string) => positionals.length === 0 || positionals.includes(step);
const say = (text: string) => process.stdout.write(`${text}\n`);

mkdirSync(SEEN, { recursive: true });
const readJson = <T>(file: string, otherwise: T): T =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : otherwise;

/** Files that this machine has no right to judge by: they prove other things, or start clouds of their own. */
const CHOSEN = /^(packages\/(core|functions)\/src|tests\/invariants)\//;
const chosen = (file: string) => CHOSEN.test(file) && (values.file === undefined || file.includes(values.file));

async function startRunner() {
  // The setup files look at it when they are loaded.
  process.env["COWRY_CONDITIONS"] = DIR;
  const { Runner } = await import("./conditions/runner.ts");
  return Runner.start(values.project, !values.engine, ({ file, failed, ms }) => {
    const failures = failed.length === 0 ? "" : `: FAILED ${failed.join("; ")}`;
    say(`${file} (${(ms / 1_000).toFixed(1)} s)${failures}`);
  });
}

async function collect(): Promise<void> {
  const runner = await startRunner();
  await runner.run(runner.files.filter(chosen), undefined);
  await runner.stop();
}

/** By file, what is kept of it in this folder. */
function kept<T>(dir: string): ReadonlyMap<string, readonly T[]> {
  const names = globSync("*.json", { cwd: dir }).sort();
  return new Map(
    names.map((name) => [
      name.slice(0, -".json".length).replaceAll("__", "/"),
      readJson<readonly T[]>(path.join(dir, name), []),
    ]),
  );
}

function seenConditions(): ReadonlyMap<string, Condition> {
  const all = new Map<string, Condition>();
  for (const conditions of kept<Condition>(SEEN).values()) {
    for (const condition of conditions) {
      // What one value can be loosened by, another cannot.
      const mutants = { ...all.get(condition.id)?.mutants, ...condition.mutants };
      all.set(condition.id, { ...condition, mutants });
    }
  }
  return all;
}

function readFindings(): readonly Finding[] {
  const file = path.join(DIR, "results.jsonl");
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Finding);
}

async function run(): Promise<void> {
  const runner = await startRunner();
  const seen = seenConditions();
  const isWanted = (id: string) =>
    values.entity === undefined || new RegExp(values.entity).test(seen.get(id)?.entity ?? "");
  const here = new Set(runner.files.filter(chosen));
  const reaches = new Map([...kept<Reach>(REACHED)].filter(([file]) => here.has(file)));
  let before = -1;
  while (performance.now() < endAt) {
    const findings = readFindings();
    if (findings.length === before) break;
    before = findings.length;
    const limits = { msMax: Number(values.slowest) * 1_000, tries: Number(values.tries) };
    const plan = nextOf({ reaches, findings, isWanted, ...limits });
    const files = Object.keys(plan.of).sort();
    const due = Object.values(plan.of).flatMap((tests) => Object.values(tests).flat()).length;
    say(`${due} mutations in ${files.length} files; ${findings.filter(isNotice).length} noticed so far`);
    if (due === 0) break;
    await runner.run(files, { ...plan, endAtMs: performance.timeOrigin + endAt });
  }
  await runner.stop();
}

if (isDue("collect")) await collect();
if (isDue("run")) await run();
if (isDue("write")) {
  const before = values.forget ? [] : readJson<readonly Proven[]>(PROOF, []);
  const proof = proofOf({ seen: seenConditions(), reaches: kept<Reach>(REACHED), findings: readFindings(), before });
  mkdirSync(path.dirname(PROOF), { recursive: true });
  writeFileSync(PROOF, `${JSON.stringify(proof, null, 1)}\n`);
  writeFileSync(PROOF.replace(/json$/, "md"), describeProof(proof, EQUIVALENT));
  say(`${proof.length} conditions: ${PROOF}`);
}
process.exit(0);
