import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";

/**
 * `npm run prove -- [--histories 2000] [--wallets 100000] [--operations 100000] [--seed N] [file]`: the long proofs.
 * Prints the seeds and sizes that it ran with.
 */
if (process.argv[2] === "mutations") {
  process.argv.splice(2, 1);
  await import("./mutations.ts");
}
const { values, positionals } = parseArgs({
  options: {
    histories: { type: "string", default: "2000" },
    wallets: { type: "string", default: "100000" },
    operations: { type: "string", default: "100000" },
    seed: { type: "string", default: "20261121" },
  },
  allowPositionals: true,
});
for (const [name, value] of Object.entries(values)) {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new Error(`--${name} takes a whole number, not ${value}`);
}
const { histories, wallets, operations, seed } = values;
process.stdout.write(
  `prove: ${histories} histories, ${wallets} wallets, ${operations} operations of 8 decimals, seed ${seed}\n`,
);
const vitest = path.resolve("node_modules/vitest/vitest.mjs");
const child = spawn(process.execPath, [vitest, "run", "--config", "vitest.prove.config.ts", ...positionals], {
  stdio: "inherit",
  env: {
    ...process.env,
    ...{ COWRY_HISTORIES: histories, COWRY_WALLETS: wallets, COWRY_OPERATIONS: operations, COWRY_SEED: seed },
  },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
