/** `npm start [-- --fresh]`: the whole project on this machine, its data under `.local/`. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureAssembly } from "../../../scripts/synth.ts";
import { AssemblyRefused } from "./assembly/model.ts";
import { type LocalCloud, type LocalCloudInfo, startLocalCloud } from "./cloud.ts";
import { EngineMissing } from "./engine/java.ts";
import { DataDirInUse, lockDataDir } from "./state/lock.ts";
import { listenerOn } from "./state/processes.ts";

/** Where the data lives on; another place lets several run side by side. */
const DATA_DIR = path.resolve(process.env["COWRY_DATA_DIR"] ?? ".local");
/** What a data directory holds. */
const OURS = /^(dynamodb|logs|[a-z-]+\.jsonl?(\.\d+\.next)?)$/;
/** What is still under way at the end may take so long. */
const STOP_TIMEOUT_MS = 15_000;

/** Told to the person at the terminal as it is; a stack would say nothing more. */
class CannotStart extends Error {}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function portFromEnvironment(): number {
  const given = process.env["COWRY_PORT"] ?? "4000";
  const port = Number(given);
  if (/^\d+$/.test(given) && port >= 1 && port <= 65_534) return port;
  throw new CannotStart(`COWRY_PORT is ${given}; it must be a port number from 1 to 65534.`);
}

async function assertFree(port: number, what: string, first: number): Promise<void> {
  const problem = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const probe = createServer().once("error", resolve);
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(undefined)));
  });
  if (problem === undefined) return;
  if (problem.code !== "EADDRINUSE") {
    throw new CannotStart(`Port ${port} (${what}) cannot be used: ${problem.message}. Choose another with COWRY_PORT.`);
  }
  const holder = listenerOn(port);
  const by = holder === undefined ? "another process" : `process ${holder.pid} (${holder.command})`;
  const remedy = holder === undefined ? "Stop it" : `Stop it (kill ${holder.pid})`;
  throw new CannotStart(
    `Port ${port} (${what}) is taken by ${by}. ${remedy}, or choose another: COWRY_PORT=${first + 100} npm start`,
  );
}

/** Sees that no other cloud has the data before anything is changed, and forgets it where that is asked for. */
async function prepareData(fresh: boolean): Promise<void> {
  const lock = await lockDataDir(DATA_DIR);
  lock.release();
  if (!fresh || !existsSync(DATA_DIR)) return;
  // The lock has just made the folder ours, or found it so; whatever else lies there is not for us to delete.
  const foreign = readdirSync(DATA_DIR).find((name) => !OURS.test(name));
  if (foreign !== undefined) {
    throw new CannotStart(`${DATA_DIR} holds ${foreign}, which is not local data of Cowry: nothing was deleted.`);
  }
  rmSync(DATA_DIR, { recursive: true, force: true });
  say("forgot all local data");
}

function welcome({ api, console: page, paystack, webhook_url: webhook, docs }: LocalCloudInfo, ms: number): string {
  const json = "-H 'content-type: application/json'";
  const device = "-H 'x-device-id: my-phone'";
  const phone = "+2348031234567";
  const { port } = new URL(api);
  const cowry = port === "4000" ? "./cowry" : `COWRY_PORT=${port} ./cowry`;
  const names = '{"first_name":"Amina","last_name":"Bello","password":"739148"}';
  return `
Cowry runs on this machine (ready in ${(ms / 1_000).toFixed(1)} s, data in ${path.relative(process.cwd(), DATA_DIR)}/). Ctrl-C stops it.

  API        ${api}
  Console    ${page}
  Paystack   ${paystack}   (simulator)
  Webhook    ${webhook}
  API docs   ${docs}

Try, in another terminal:
  ${port === "4000" ? "" : `COWRY_PORT=${port} `}npm run demo

  TOKEN=$(${cowry} sign-in +2348031110001 --name "Amina Bello")
  curl -s ${api}/api/v1/wallet/balance -H "authorization: Bearer $TOKEN"

What sign-in does, by hand (docs/start.md goes on from there, to the first transfer):
  curl -s ${api}/api/v1/auth/phone/submit ${json} ${device} -d '{"phone":"${phone}","purpose":"login"}'
  curl -s '${api}/_local/messages?to=${encodeURIComponent(phone)}'
  curl -s ${api}/api/v1/auth/otp/verify ${json} ${device} -d '{"phone":"${phone}","otp":"<from the message>"}'
  curl -s ${api}/api/v1/auth/register ${json} ${device} -H 'authorization: Bearer <temp_token>' -d '${names}'
  curl -s ${api}/api/v1/wallet/balance -H 'authorization: Bearer <access>'
`;
}

/** The first signal stops cleanly. npm passes a Ctrl-C on although the terminal sent it to everybody already. */
function stopOnSignal(cloud: LocalCloud): void {
  let stopping = false;
  const stop = (code: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    cloud.stop().then(
      () => process.exit(code),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(0));
  // Whoever started us holds the other end of this channel: when they are gone, so are we.
  process.on("disconnect", () => stop(0));
  process.channel?.unref();
  if ((process.connected as boolean | undefined) === false) stop(0);
  cloud.failed.catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    stop(1);
  });
}

async function main(): Promise<void> {
  const began = performance.now();
  const { values } = parseArgs({ options: { fresh: { type: "boolean", default: false } } });
  const port = portFromEnvironment();
  await assertFree(port, "API and console", port);
  await assertFree(port + 1, "Paystack simulator", port);
  await prepareData(values.fresh);
  say("preparing the templates");
  const assemblyDir = await ensureAssembly();
  say("starting the local cloud");
  const cloud = await startLocalCloud({ port, paystackPort: port + 1, dataDir: DATA_DIR, assemblyDir });
  stopOnSignal(cloud);
  say(welcome(cloud.info, performance.now() - began));
}

function explained(error: unknown): string {
  const known = [CannotStart, AssemblyRefused, EngineMissing, DataDirInUse];
  if (error instanceof Error && known.some((kind) => error instanceof kind)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

// Lambda's zone, for the functions' threads too.
process.env["TZ"] = "UTC";
try {
  await main();
} catch (error) {
  process.stderr.write(`${explained(error)}\n`);
  process.exit(1);
}
