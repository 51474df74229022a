import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Count, closingLine } from "./closing-line.ts";

/**
 * `npm run prove -- [--histories 2000] [--kills 10] [--wallets 100000] [--operations 100000] [--seed N] [file]`: the long
 * proofs. Whoever says how large one of them is and names no file means that one alone. `--shrink` looks for the
 * shortest history that still fails. Prints the seeds and sizes that it ran with.
 */
if (process.argv[2] === "mutations") {
  process.argv.splice(2, 1);
  await import("./mutations.ts");
}
/** Sizes, what each is unless somebody says, and the proof that it is of. */
const SIZES = {
  histories: ["2000", "tests/prove/histories"],
  kills: ["10", "tests/prove/kills"],
  wallets: ["100000", "tests/prove/sizes"],
  operations: ["100000", "tests/prove/decimals"],
} as const;
const size = { type: "string" } as const;
const { values, positionals } = parseArgs({
  options: {
    ...{ histories: size, kills: size, wallets: size, operations: size },
    ...{ seed: { type: "string", default: "20261121" }, shrink: { type: "boolean", default: false } },
  },
  allowPositionals: true,
});
const { seed, shrink, ...wanted } = values;
for (const [name, value] of Object.entries({ ...wanted, seed })) {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error(`--${name} takes a whole number, not ${value}`);
}
const names = Object.keys(SIZES) as readonly (keyof typeof SIZES)[];
const files = positionals.length > 0 ? positionals : names.flatMap((name) => (wanted[name] ? [SIZES[name][1]] : []));
const sizes = names.map((name) => [name, wanted[name] ?? SIZES[name][0]] as const);
process.stdout.write(`prove: ${sizes.map((each) => each.join(" ")).join(", ")}, seed ${seed}\n`);
const vitest = path.resolve("node_modules/vitest/vitest.mjs");
const child = spawn(process.execPath, [vitest, "run", "--config", "vitest.prove.config.ts", ...files], {
  stdio: ["inherit", "inherit", "inherit", "ipc"],
  env: {
    ...process.env,
    ...Object.fromEntries(sizes.map(([name, value]) => [`COWRY_${name.toUpperCase()}`, value])),
    ...{ COWRY_SEED: seed, ...(shrink ? { COWRY_SHRINK: "1" } : {}) },
  },
});
let count: Count | undefined;
child.on("message", (message) => (count = message as Count));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
// Whoever called us is gone, however they ended; and so is this one's own end for those whom it called.
process.on("disconnect", () => child.kill("SIGTERM"));
child.on("exit", (code) => {
  if (count !== undefined) process.stdout.write(`\n${closingLine(count)}\n`);
  process.exit(count === undefined ? 1 : (code ?? 1));
});
