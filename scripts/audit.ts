import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import {
  type Acceptance,
  acceptanceProblems,
  type Finding,
  KNOWN_WEAK,
  tellsWeaknesses,
  type Verdict,
  verdictOf,
} from "./audit-verdict.ts";

/**
 * npm run audit: known weaknesses of the packages in package-lock.json, by the registry's own list, asked through npm.
 *
 * Ends with 0 when nothing is open, 1 when something is (or the list of acceptances is not in order), and 2 when it was
 * not checked: no network, a registry without that list or with an empty one, an answer that is no report. Silence is
 * never a good answer.
 */

const CHECK_MS_MAX = 120_000;

/** npm's report of the lock file in this folder. */
function askNpm(cwd: string): unknown {
  // Whatever is configured: offline npm asks nobody and reports nothing, and what is omitted is not asked about.
  const asked = ["--no-offline", ...["prod", "dev", "optional", "peer"].map((kind) => `--include=${kind}`)];
  const args = ["audit", "--json", "--package-lock-only", "--audit-level=none", ...asked];
  // Set when npm started us: its own entry file, so that neither PATH nor a shell comes in between.
  const npm = process.env["npm_execpath"];
  const options = { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024, timeout: CHECK_MS_MAX } as const;
  const { stdout, error } =
    npm !== undefined && /\.c?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, ...args], options)
      : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (error !== undefined) return { message: `npm audit could not be run: ${error.message}` };
  try {
    return JSON.parse(stdout) as unknown;
  } catch {
    return { message: "npm audit answered with something else than JSON" };
  }
}

/** Asks about a package that is known to be weak, as it asks about ours. */
function askOfKnownWeak(): unknown {
  const dir = mkdtempSync(path.join(tmpdir(), "cowry-audit-"));
  try {
    const { name, packages } = KNOWN_WEAK.lock;
    writeFileSync(path.join(dir, "package.json"), JSON.stringify({ name, ...packages[""] }));
    writeFileSync(path.join(dir, "package-lock.json"), JSON.stringify(KNOWN_WEAK.lock));
    return askNpm(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function ask(lock: unknown): Verdict {
  const verdict = verdictOf(askNpm(path.resolve(".")), lock, acceptances, today);
  if (!verdict.checked || tellsWeaknesses(askOfKnownWeak())) return verdict;
  return { checked: false, why: `the registry tells no weakness of ${KNOWN_WEAK.name} 0.0.8, of which all lists tell` };
}

const say = (line: string) => void process.stdout.write(`${line}\n`);
const lineOf = ({ severity, package: name, id, title, url }: Finding) => `${severity} ${name} ${id}: ${title} <${url}>`;

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
const acceptances = read("accepted-advisories.json") as readonly Acceptance[];
const today = new Date().toISOString().slice(0, 10);
const problems = acceptanceProblems(acceptances, today);
const verdict = ask(read("../package-lock.json"));

for (const problem of problems) say(`accepted-advisories.json: ${problem}`);
if (!verdict.checked) {
  say(`audit: NOT CHECKED: ${verdict.why}`);
  process.exitCode = 2;
} else {
  const { open, accepted, others, idle } = verdict;
  for (const finding of open) say(`open      ${lineOf(finding)}`);
  for (const finding of accepted) say(`accepted  ${lineOf(finding)}`);
  for (const finding of others) say(`noted     ${lineOf(finding)}`);
  for (const { id, package: name } of idle)
    say(`idle      the acceptance of ${id} in ${name}: nothing needs it any more`);
  say(`audit: ${open.length} open, ${accepted.length} accepted, ${others.length} noted (low, or of tools alone)`);
  process.exitCode = open.length === 0 && problems.length === 0 ? 0 : 1;
}
