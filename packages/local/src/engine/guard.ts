/**
 * Stands between the cloud and Java: starts it, and ends it when the cloud's pipe closes, however the cloud ended.
 * `node guard.ts <java> <arguments…>`; the first line it prints is Java's process id.
 */
import { spawn } from "node:child_process";

const [java = "java", ...options] = process.argv.slice(2);
const engine = spawn(java, options, { stdio: ["ignore", "inherit", "inherit"] });

engine.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
engine.on("spawn", () => process.stdout.write(`${engine.pid ?? 0}\n`));
engine.on("exit", (code) => process.exit(code ?? 0));

// What was acknowledged is in its files by then (`EngineClient.keepTransactions`): killing it loses nothing of that.
const end = () => engine.kill("SIGKILL");
process.stdin.on("end", end).on("close", end).on("error", end).resume();
// Nobody is left to be told anything, and an error that nobody hears would end us without the engine.
for (const stream of [process.stdout, process.stderr]) stream.on("error", end);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
