import path from "node:path";
import { loadAssembly } from "./assembly/load.ts";
import { MovableClock } from "./clock.ts";
import { type Engine, startEngine } from "./engine/engine.ts";
import { listen, type Listener } from "./http/listen.ts";
import { number } from "./json.ts";
import type { PoolLimits } from "./lambda/pool.ts";
import { type LogLine, LogStore } from "./logs.ts";
import { assemble, type Parts } from "./parts.ts";
import { readState, writeState } from "./state/files.ts";
import { type Lock, lockDataDir } from "./state/lock.ts";

export interface LocalCloudOptions {
  /** The synthesized cloud assembly. */
  readonly assemblyDir: string;
  /** Port of the API and the console; 0 takes any. */
  readonly port: number;
  /** Port of the Paystack simulator; 0 takes any. */
  readonly paystackPort: number;
  /** Where data lives on; without it everything is in memory. */
  readonly dataDir?: string | undefined;
  /** Without it the cloud's own remarks are printed; the functions' lines never are. */
  readonly quiet?: boolean;
  readonly limits?: Partial<PoolLimits>;
  /** How far the clock of a cloud in memory is ahead when it begins; one with data goes on where its clock stood. */
  readonly aheadMs?: number;
  /** False leaves the Paystack simulator out. */
  readonly paystack?: boolean;
  /** What a function asks of the table goes on as this makes it: for proofs that look at requests, or change them. */
  readonly onTable?: (operation: string, body: string) => string;
}

/** Every address, as `GET /_local/info` gives them. */
export interface LocalCloudInfo {
  /** Base URL of the HTTP API, the console and the local surface. */
  readonly api: string;
  readonly console: string;
  /** The API document as a page; the document itself lies beside it, `openapi.json`. */
  readonly docs: string;
  /** Empty when the templates have no function URL. */
  readonly webhook_url: string;
  /** Empty when the simulator was left out. */
  readonly paystack: string;
  readonly data_dir: string | null;
  readonly version: string;
  readonly now: string;
  /** Where every AWS endpoint answers, for tools such as the AWS CLI. */
  readonly aws_endpoint: string;
  readonly region: string;
  readonly tables: readonly string[];
}

export interface LocalCloud {
  readonly info: LocalCloudInfo;
  readonly clock: MovableClock;
  /** Settles when the cloud cannot go on by itself: its engine ended. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

/** Runs the deployed templates on this machine. Nothing is left behind when it throws, or after `stop`. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const undo: (() => Promise<void> | void)[] = [];
  try {
    return await start(options, undo);
  } catch (error) {
    await unwind(undo);
    throw error;
  }
}

async function start(options: LocalCloudOptions, undo: (() => Promise<void> | void)[]): Promise<LocalCloud> {
  const dataDir = options.dataDir === undefined ? undefined : path.resolve(options.dataDir);
  const lock = await lockDataDir(dataDir);
  undo.push(() => lock.release());
  const clock = startClock(dataDir, options.aheadMs ?? 0, (error) =>
    logs.add({ source: "clock", text: String(error) }),
  );
  undo.push(() => clock.stop());
  const logs = new LogStore({ clock, dataDir, ...(options.quiet === true ? {} : { echo }) });
  undo.push(() => logs.flush());

  const onError = (error: unknown) => logs.add({ source: "cloud", text: String(error) });
  const now = () => clock.now();
  const api = await listen({ port: options.port, now, onError });
  undo.push(() => api.stop());
  const aws = await listen({ port: 0, now, onError });
  undo.push(() => aws.stop());
  const assembly = loadAssembly(options.assemblyDir, { api: api.url, aws: aws.url });
  const engine = await ownEngine(dataDir, lock, undo);
  const onStop = (step: () => Promise<void> | void) => void undo.push(step);
  const ground = { ...options, dataDir, clock, logs, assembly, engine, aws: aws.url, api: api.url, onStop };
  const parts = await assemble(ground);
  serve(parts, api, aws);
  return { info: parts.info(), clock, failed: engine.failed, stop: () => unwind(undo) };
}

async function ownEngine(
  dataDir: string | undefined,
  lock: Lock,
  undo: (() => Promise<void> | void)[],
): Promise<Engine> {
  const engine = await startEngine(dataDir);
  undo.push(() => engine.stop());
  lock.engine(engine.pid);
  return engine;
}

function serve(parts: Parts, api: Listener, aws: Listener): void {
  aws.serve(parts.awsHandler);
  api.serve(parts.apiHandler);
  parts.start();
}

/** Last begun, first ended; one that fails does not keep the others alive. */
async function unwind(undo: (() => Promise<void> | void)[]): Promise<void> {
  const failures: unknown[] = [];
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, "the local cloud did not stop cleanly");
}

function startClock(dataDir: string | undefined, aheadMs: number, onError: (error: unknown) => void): MovableClock {
  if (dataDir === undefined) return new MovableClock({ offsetMs: aheadMs, onError });
  const file = path.join(dataDir, "clock.json");
  return new MovableClock({
    offsetMs: readState(file, ({ offsetMs }) => Math.round(number(offsetMs) ?? 0)) ?? 0,
    onMoved: (offsetMs) => writeState(file, { offsetMs }),
    onError,
  });
}

/** The cloud's own remarks; what functions print is asked for, not poured over the terminal. */
function echo({ source, text }: LogLine): void {
  if (["aws", "clock", "cloud", "surface"].includes(source)) process.stderr.write(`[${source}] ${text}\n`);
}
