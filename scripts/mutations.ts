import { appendFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Condition } from "./conditions/conditions.ts";
import { PROOF } from "./conditions/known.ts";
import { EQUIVALENT } from "./conditions/equivalent.ts";
import { describeProof, type Finding, type Mutant, proofOf, type Proven } from "./conditions/proof.ts";

/**
 * `npm run prove -- mutations [collect] [run] [write] [--project unit] [--entity wallet] [--file ledger]`.
 *
 * `collect`: each test file by itself, and which conditions it sent. `run`: each condition that was seen is weakened in each
 * way, and the files that sent it run until one notices. `write`: docs/proof/conditions.{json,md}. Nothing named: all three.
 * What is done is kept in .build/conditions, so that a run that was stopped goes on where it was; two may run side by side
 * (`--part 1/2`, `--part 2/2`). A new condition comes into the list by `collect write --file <the test that sends it>`.
 */
const DIR = path.resolve(".build/conditions");
const SEEN = path.join(DIR, "seen");
const RESULTS = path.join(DIR, "results.jsonl");
const TIMES = path.join(DIR, "times.json");

const { values, positionals } = parseArgs({
  options: {
    project: { type: "string", multiple: true, default: ["unit", "apart"] },
    entity: { type: "string" },
    file: { type: "string" },
    minutes: { type: "string", default: "100000" },
    /** The first or second half of the work: `1/2`. */
    part: { type: "string", default: "1/1" },
    /** How many files are asked at most. */
    files: { type: "string", default: "1000" },
    /** Leaves out what this machine has not seen. */
    forget: { type: "boolean", default: false },
    /** Collects from files, too, that have been asked before. */
    again: { type: "boolean", default: false },
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
const LEFT_OUT =
  /^(scripts|tests\/architecture|tests\/stacks|tests\/local|packages\/(local|table|gateways|platform))\//;
const chosen = (file: string) => !LEFT_OUT.test(file) && (values.file === undefined || file.includes(values.file));

async function startRunner() {
  // The setup files look at it when they are loaded.
  process.env["COWRY_CONDITIONS"] = SEEN;
  const { Runner } = await import("./conditions/runner.ts");
  return Runner.start(values.project);
}

async function collect(): Promise<void> {
  const runner = await startRunner();
  const times = readJson<Record<string, number>>(TIMES, {});
  for (const file of runner.files.filter(chosen)) {
    if (times[file] !== undefined && !values.again) continue;
    if (performance.now() > endAt) break;
    rmSync(path.join(SEEN, `${file.replaceAll("/", "__")}.json`), { force: true });
    const { by, ms } = await runner.run(file, undefined);
    say(`${by === undefined ? "passed" : `FAILED ${by.test}: ${by.why}`}  ${file} (${(ms / 1_000).toFixed(1)} s)`);
    if (by === undefined) times[file] = Math.round(ms);
    writeFileSync(TIMES, JSON.stringify(times, null, 1));
  }
  await runner.stop();
}

/** Which files sent which conditions. */
function seenConditions(): ReadonlyMap<string, { readonly condition: Condition; readonly files: readonly string[] }> {
  const all = new Map<string, { condition: Condition; files: string[] }>();
  for (const name of globSync("*.json", { cwd: SEEN }).sort()) {
    const file = name.slice(0, -".json".length).replaceAll("__", "/");
    for (const condition of readJson<Condition[]>(path.join(SEEN, name), [])) {
      const known = all.get(condition.id) ?? { condition, files: [] };
      // What one value can be loosened by, another cannot.
      known.condition = { ...known.condition, mutants: { ...known.condition.mutants, ...condition.mutants } };
      known.files.push(file);
      all.set(condition.id, known);
    }
  }
  return all;
}

function readFindings(): readonly Finding[] {
  if (!existsSync(RESULTS)) return [];
  const lines = readFileSync(RESULTS, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Finding);
}

/** The quickest first; those that only pass by on the way to something else, last. */
function price(file: string, times: Readonly<Record<string, number>>): number {
  const passesBy =
    /\/(auth|mfa|staff|rotation|receipts|developers)\//.test(file) && values.entity?.includes("wallet") === true;
  return (times[file] ?? Infinity) + (passesBy ? 60_000 : 0);
}

async function run(): Promise<void> {
  const [part = 1, of = 1] = values.part.split("/").map(Number);
  const times = readJson<Record<string, number>>(TIMES, {});
  const runner = await startRunner();
  const here = new Set(runner.files);
  const done = new Set(readFindings().map(({ condition, name, file }) => `${condition} ${name} ${file}`));
  const noticed = new Set(readFindings().flatMap(({ condition, name, by }) => (by ? [`${condition} ${name}`] : [])));
  const mutants: Mutant[] = [...seenConditions().values()]
    .filter(({ condition }) => values.entity === undefined || new RegExp(values.entity).test(condition.entity))
    .flatMap(({ condition, files }) =>
      Object.keys(condition.mutants).map((name) => ({ condition: condition.id, name, files })),
    );
  // The whole condition first, then its parts, then its bounds.
  const rank = (name: string) => (name === "drop" ? 0 : name.startsWith("drop") ? 1 : 2);
  mutants.sort((a, b) => rank(a.name) - rank(b.name));
  const mine = mutants.filter((_, index) => index % of === part - 1);
  for (const [index, { condition, name, files }] of mine.entries()) {
    if (noticed.has(`${condition} ${name}`)) continue;
    const cheapest = files
      .filter((file) => here.has(file) && chosen(file))
      .sort((a, b) => price(a, times) - price(b, times));
    for (const file of cheapest.slice(0, Number(values.files))) {
      if (done.has(`${condition} ${name} ${file}`)) continue;
      if (performance.now() > endAt) return runner.stop();
      const verdict = await runner.run(file, { condition, name });
      appendFileSync(RESULTS, `${JSON.stringify({ condition, name, file, ...verdict })}\n`);
      const word = verdict.by === undefined ? "survives" : "noticed ";
      say(`${index + 1}/${mine.length} ${word} ${condition} ${name}: ${file} (${(verdict.ms / 1_000).toFixed(1)} s)`);
      if (verdict.by !== undefined && verdict.changed > 0) break;
    }
  }
  await runner.stop();
}

if (isDue("collect")) await collect();
if (isDue("run")) await run();
if (isDue("write")) {
  const before = values.forget ? [] : readJson<readonly Proven[]>(PROOF, []);
  const proof = proofOf(seenConditions(), readFindings(), before);
  mkdirSync(path.dirname(PROOF), { recursive: true });
  writeFileSync(PROOF, `${JSON.stringify(proof, null, 1)}\n`);
  writeFileSync(PROOF.replace(/json$/, "md"), describeProof(proof, EQUIVALENT));
  say(`${proof.length} conditions: ${PROOF}`);
}
process.exit(0);
