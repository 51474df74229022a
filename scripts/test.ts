import { spawn } from "node:child_process";
import path from "node:path";
import { ensureAssembly } from "./synth.ts";

/** `npm test [-- vitest's arguments]`: the templates first, once, then every test. */
await ensureAssembly();
const vitest = path.resolve("node_modules/vitest/vitest.mjs");
const child = spawn(process.execPath, [vitest, "run", ...process.argv.slice(2)], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
