/**
 * One Lambda instance: a thread that imports a bundle and runs its handler, one request at a time.
 * Loaded as text (types stripped once), so it imports nothing but Node's own modules.
 */
import module from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import type { FunctionError, InvokeMessage, WorkerMessage, WorkerStart } from "./messages.ts";

type Handler = (event: unknown, context: object) => unknown;

const start = workerData as WorkerStart;
const realNow = Date.now;
let current: string | undefined;

function say(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

/** Makes every `Date` of this thread stand where the local cloud's clock stands. */
function moveDate(shared: SharedArrayBuffer): void {
  const offset = new BigInt64Array(shared);
  const RealDate = Date;
  const now = (): number => realNow() + Number(Atomics.load(offset, 0));
  function Moved(this: unknown, ...args: unknown[]): unknown {
    if ((new.target as unknown) === undefined) return new RealDate(now()).toString();
    return Reflect.construct(RealDate, args.length === 0 ? [now()] : args, new.target);
  }
  Moved.prototype = RealDate.prototype;
  const statics = { now, parse: RealDate.parse, UTC: RealDate.UTC };
  const moved = Object.assign(Moved, statics) as unknown as DateConstructor;
  Object.defineProperty(RealDate.prototype, "constructor", { value: moved, configurable: true, writable: true });
  Object.defineProperty(moved, "name", { value: "Date" });
  globalThis.Date = moved;
}

/** Sends what the function prints line by line, with the request that printed it. */
function captureOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    let rest = "";
    stream.write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const lines = (rest + (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"))).split("\n");
      rest = lines.pop() ?? "";
      for (const text of lines) say({ kind: "line", requestId: current, text });
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") queueMicrotask(callback as () => void);
      return true;
    };
  }
}

function described(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: "string", errorMessage: String(error) };
  const trace = error.stack?.split("\n").slice(0, 30);
  return { errorType: error.name, errorMessage: error.message, ...(trace === undefined ? {} : { trace }) };
}

function contextOf(message: InvokeMessage): object {
  const deadline = performance.now() + message.timeoutMs;
  return {
    awsRequestId: message.requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: start.functionName,
    functionVersion: "$LATEST",
    getRemainingTimeInMillis: () => Math.max(Math.round(deadline - performance.now()), 0),
    invokedFunctionArn: start.functionArn,
    logGroupName: start.logGroup,
    logStreamName: process.env["AWS_LAMBDA_LOG_STREAM_NAME"],
    memoryLimitInMB: String(start.memoryMb),
  };
}

async function run(handler: Handler, message: InvokeMessage): Promise<void> {
  const { requestId } = message;
  current = requestId;
  const turn = Atomics.load(new Int32Array(start.turn), 0);
  process.env["_X_AMZN_TRACE_ID"] = message.trace;
  try {
    const result = await handler(JSON.parse(message.event) as unknown, contextOf(message));
    // Of `undefined` there is no JSON: Lambda answers null.
    const payload = JSON.stringify(result) as string | undefined;
    say({ kind: "done", requestId, payload: payload ?? "null" });
  } catch (error) {
    say({ kind: "failed", requestId, error: described(error) });
  } finally {
    current = undefined;
  }
  if (message.freezes) standStill(turn);
}

/** As Lambda freezes an instance: nothing of it goes on, not even what it had begun, until there is a request again. */
function standStill(turn: number): void {
  Atomics.wait(new Int32Array(start.turn), 0, turn);
}

async function main(): Promise<void> {
  module.enableCompileCache(start.compileCache);
  captureOutput();
  moveDate(start.clock);
  try {
    const loaded = (await import(start.bundle)) as Record<string, unknown>;
    const handler = loaded[start.exportName];
    if (typeof handler !== "function") throw new TypeError(`the bundle exports no ${start.exportName}`);
    parentPort?.on("message", (message: InvokeMessage) => void run(handler as Handler, message));
    say({ kind: "ready" });
  } catch (error) {
    say({ kind: "init-failed", error: described(error) });
  }
}

await main();
