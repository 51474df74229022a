import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { constructId, readManifest } from "../stacks/manifest.ts";
import { type PermissionReport, together } from "../tests/kit/permissions.ts";
import { unusedGrants } from "../tests/kit/unused-grants.ts";
import type { Count } from "./closing-line.ts";
import { ensureAssembly } from "./synth.ts";

/**
 * `npm test [-- vitest's arguments]`: every test, in three runs side by side. Rules go at once; what runs from the
 * templates waits for those, and then, much of the time, for one answer after the other: in two halves, each with a
 * local cloud of its own (vitest.config.ts).
 */
const args = process.argv.slice(2);
const vitest = path.resolve("node_modules/vitest/vitest.mjs");
const children = new Set<ChildProcess>();

interface Ended {
  readonly code: number;
  readonly count: Count | undefined;
}

/** Vitest with these arguments; its reporter says over the channel what it counted. */
function run(own: readonly string[], half?: "money" | "others"): Promise<Ended> {
  const child = spawn(process.execPath, [vitest, "run", ...own, ...args], {
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

/** One worker each: three runs keep two cores busy. */
const alone = (...projects: readonly string[]) => [
  ...projects.flatMap((name) => ["--project", name]),
  ...["--maxWorkers=1", "--passWithNoTests"],
];

/** Of a project that the caller names only that one; of a file that they name, whichever run has it. */
function runs(): readonly Promise<Ended>[] {
  if (/--project[= ](unit|mocking)/.test(args.join(" "))) return [run([])];
  const templates = ensureAssembly();
  if (args.some((arg) => arg.startsWith("--project"))) return [templates.then(() => run([]))];
  const rules = run(alone("unit", "mocking"));
  return [
    rules,
    Promise.all([rules, templates]).then(() => run(alone("apart", "browser"))),
    ...(["money", "others"] as const).map((half) => templates.then(() => run(alone("cloud"), half))),
  ];
}

/** Of a run of everything: what a door may do and never did. It fails the run where COWRY_GRANTS=strict. */
function unusedInRun(): readonly string[] {
  const files = ["money", "others"].map((half) => readFileSync(`.build/permissions-${half}.json`, "utf8"));
  const report = together(files.map((text) => JSON.parse(text) as PermissionReport));
  const doors = readManifest().doors.map(({ id, file }) => {
    const uses = readFileSync(file, "utf8")
      .split("\n")
      .findIndex((line) => /^\s*uses: /.test(line));
    return { id, title: constructId(id), line: `${file}:${uses + 1}` };
  });
  return unusedGrants(report, doors);
}

const ended = await Promise.all(runs());
const sum = (kind: keyof Count) => ended.reduce((total, { count }) => total + (count?.[kind] ?? 0), 0);
const [passed, failed, skipped] = [sum("passed"), sum("failed"), sum("skipped")];
if (passed + failed === 0) process.stderr.write("no test has run\n");
const unused = args.length === 0 && failed === 0 ? unusedInRun() : [];
for (const line of unused) process.stdout.write(`${line}\n`);
if (unused.length > 0) process.stdout.write(`${unused.length} grants are unused: narrow them, or use them in a test\n`);
process.stdout.write(`\n${passed} passed, ${failed} failed, ${skipped} skipped\n`);
const isGood =
  (unused.length === 0 || process.env["COWRY_GRANTS"] !== "strict") &&
  passed > 0 &&
  failed === 0 &&
  ended.every(({ code, count }) => code === 0 && count !== undefined);
process.exit(isGood ? 0 : 1);
