import { type ChildProcess, spawn } from "node:child_process";
import { globSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { constructId, readManifest } from "../stacks/manifest.ts";
import { type PermissionReport, REPORTS, together } from "../tests/kit/permissions.ts";
import { wrongGrants } from "../tests/kit/unused-grants.ts";
import { closingLine, type Count } from "./closing-line.ts";
import { ensureAssembly } from "./synth.ts";

/**
 * `npm test [-- vitest's arguments]`: every test, in four runs side by side. Rules go at once; what runs from the
 * templates waits for those, and then, much of the time, for one answer after the other: what brings its own, and two
 * halves of the rest, each with a local cloud (vitest.config.ts). Rules with modules of their own go where there is room.
 */
const args = process.argv.slice(2);
const vitest = path.resolve("node_modules/vitest/vitest.mjs");
/** A tenth of the CPU less: a function's instance or a file's worker hardly lives longer than its first small heap lasts. */
const HEAP = "--min-semi-space-size=8";
const children = new Set<ChildProcess>();

interface Ended {
  readonly code: number;
  readonly count: Count | undefined;
}

/** Vitest with these arguments; its reporter says over the channel what it counted. */
function run(own: readonly string[], half?: "money" | "others"): Promise<Ended> {
  const child = spawn(process.execPath, [HEAP, vitest, "run", `--execArgv=${HEAP}`, ...own, ...args], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, ...(half === undefined ? {} : { COWRY_HALF: half }) },
  });
  children.add(child);
  let count: Count | undefined;
  child.on("message", (message) => (count = message as Count));
  return new Promise((resolve) => child.on("exit", (code) => resolve({ code: code ?? 1, count })));
}

const end = (): void => {
  for (const child of children) child.kill("SIGTERM");
};
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
// Whoever called us is gone, however they ended.
process.on("disconnect", end);

/** One worker each: of four runs, two at least have something to do while the others wait for an answer. */
const alone = (...projects: readonly string[]) => [
  ...projects.flatMap((name) => ["--project", name]),
  ...["--maxWorkers=1", "--passWithNoTests"],
];

/** Of a project that the caller names only that one; of a file that they name, whichever run has it. */
function runs(): readonly Promise<Ended>[] {
  if (/--project[= ](unit|mocking)/.test(args.join(" "))) return [run([])];
  const templates = ensureAssembly();
  if (args.some((arg) => arg.startsWith("--project"))) return [templates.then(() => run([]))];
  return [
    run(alone("unit")),
    templates.then(() => run(alone("apart", "browser", "mocking"))),
    ...(["money", "others"] as const).map((half) => templates.then(() => run(alone("cloud"), half))),
  ];
}

/** Reports of a run of everything: one of each half, and one of each process in which doors ran by themselves. */
const reports = (): readonly string[] => globSync(path.join(REPORTS, "permissions-*.json"));

/** Of a run of everything: what a door may do and never did, and what it did and may not. Each of them fails the run. */
function wrongInRun(): readonly string[] {
  const read = (file: string) => JSON.parse(readFileSync(file, "utf8")) as PermissionReport;
  const report = together(reports().map(read));
  const doors = readManifest().doors.map(({ id, file }) => {
    const uses = readFileSync(file, "utf8")
      .split("\n")
      .findIndex((line) => /^\s*uses: /.test(line));
    return { id, title: constructId(id), line: `${file}:${uses + 1}` };
  });
  return wrongGrants(report, doors);
}

if (args.length === 0) for (const file of reports()) rmSync(file);
const ended = await Promise.all(runs());
const sum = (kind: keyof Count) => ended.reduce((total, { count }) => total + (count?.[kind] ?? 0), 0);
const [passed, failed, skipped] = [sum("passed"), sum("failed"), sum("skipped")];
if (passed + failed === 0) process.stderr.write("no test has run\n");
const grants = args.length === 0 && failed === 0 ? wrongInRun() : [];
for (const line of grants) process.stdout.write(`${line}\n`);
if (grants.length > 0) {
  const what = "narrow what is unused, or use it in a story of tests/invariants/granted-*.ts";
  process.stdout.write(`${grants.length} grants are wrong: ${what}\n`);
}
process.stdout.write(`\n${closingLine({ passed, failed, skipped })}\n`);
const isGood =
  grants.length === 0 &&
  passed > 0 &&
  failed === 0 &&
  ended.every(({ code, count }) => code === 0 && count !== undefined);
process.exit(isGood ? 0 : 1);
