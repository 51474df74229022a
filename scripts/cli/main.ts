import { readFileSync } from "node:fs";
import { COMMANDS } from "./index.ts";
import { runCowry } from "./run.ts";
import type { Screen, Sink } from "./screen.ts";

/** `./cowry …`, by way of scripts/cowry.cjs. */

function sink(stream: Partial<Pick<NodeJS.WriteStream, "isTTY" | "columns">> & NodeJS.WritableStream): Sink {
  // `cowry logs | head`: whoever reads has seen enough.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

const ending = new AbortController();
const environment = process.env;
const screen: Screen = { out: sink(process.stdout), err: sink(process.stderr), environment, ended: ending.signal };
// `start` sees to its own end (packages/local/src/start.ts): a server has more to put away.
const isServer = process.argv[2] === "start";
if (!isServer) {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    process.once(signal, () => {
      ending.abort();
      process.exitCode = code;
      // What is under way at this moment has a second to end by itself.
      setTimeout(() => process.exit(code), 1_000).unref();
    });
  }
  // Whoever started us holds the other end: when they are gone, nobody reads on.
  process.once("disconnect", () => process.exit(1));
  process.channel?.unref();
}

const manifest = new URL("../../package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string };
const code = await runCowry(process.argv.slice(2), COMMANDS, screen, version);
process.exitCode = ending.signal.aborted ? (process.exitCode ?? 1) : code;
// Connections that are kept open for a next request keep nobody waiting.
if (!isServer) setTimeout(() => process.exit(), 200).unref();
