import { spawn } from "node:child_process";
import path from "node:path";
import { ensureAssembly } from "./synth.ts";

/** `npm test [-- vitest's arguments]`: the templates first, once, then every test. */
const args = process.argv.slice(2);
// Unit tests run nothing that is deployed, but for those of the stacks, which ask for the templates themselves.
if (!args.join(" ").includes("--project unit")) await ensureAssembly();
const vitest = path.resolve("node_modules/vitest/vitest.mjs");
const child = spawn(process.execPath, [vitest, "run", ...args], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
