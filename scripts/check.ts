import { spawnSync } from "node:child_process";
import path from "node:path";

/** Everything that must hold before a change is worth testing. Stops at nothing: all findings in one run. */

const bin = (name: string) => path.resolve("node_modules", name);
const STEPS: readonly (readonly [string, ...string[]])[] = [
  ["generated files are fresh", "scripts/gen.ts", "--check"],
  ["API document, Redocly's recommended rules", "scripts/lint-openapi.ts"],
  ["grants follow the code", "scripts/table-actions.ts", "--check"],
  ["types", bin("typescript/bin/tsc"), "--noEmit"],
  ["format", bin("prettier/bin/prettier.cjs"), "--check", "--log-level=warn", "."],
  ["lint", bin("eslint/bin/eslint.js"), "--max-warnings=0", "."],
  ["dependency rules", bin("dependency-cruiser/bin/dependency-cruiser.mjs"), "packages", "stacks", "scripts"],
  ["templates and cdk-nag, dev", "scripts/synth.ts", "--stage", "dev", "--out", ".build/assembly-dev"],
  ["templates and cdk-nag, prod", "scripts/synth.ts", "--stage", "prod", "--out", ".build/assembly-prod"],
];

let failed = 0;
for (const [title, ...args] of STEPS) {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? "ok    " : "FAILED"}  ${title} (${seconds} s)\n`);
  if (status !== 0) failed += 1;
}
process.stdout.write(failed === 0 ? "check: all good\n" : `check: ${failed} of ${STEPS.length} failed\n`);
process.exit(failed === 0 ? 0 : 1);
