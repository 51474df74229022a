import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import process from "node:process";
import { type Acceptance, acceptanceProblems, type Finding, verdictOf } from "./audit-verdict.ts";

/**
 * npm run audit: known weaknesses of the packages in package-lock.json, by the registry's own list, asked through npm.
 *
 * Ends with 0 when nothing is open, 1 when something is (or the list of acceptances is not in order), and 2 when it was
 * not checked: no network, a registry without that list, an answer that is no report. Silence is never a good answer.
 */

const CHECK_MS_MAX = 120_000;

function askNpm(): unknown {
  const args = ["audit", "--json", "--package-lock-only", "--audit-level=none"];
  // Set when npm started us: its own entry file, so that neither PATH nor a shell comes in between.
  const npm = process.env["npm_execpath"];
  const options = { encoding: "utf8", maxBuffer: 64 * 1024 * 1024, timeout: CHECK_MS_MAX } as const;
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

const say = (line: string) => void process.stdout.write(`${line}\n`);
const lineOf = ({ severity, package: name, id, title, url }: Finding) => `${severity} ${name} ${id}: ${title} <${url}>`;

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));
const acceptances = read("accepted-advisories.json") as readonly Acceptance[];
const today = new Date().toISOString().slice(0, 10);
const problems = acceptanceProblems(acceptances, today);
const verdict = verdictOf(askNpm(), read("../package-lock.json"), acceptances, today);

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
