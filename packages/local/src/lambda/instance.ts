import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { transformSync } from "esbuild";
import { environmentOf } from "./environment.ts";
import type { LambdaFunction } from "./function.ts";
import type { FunctionError, InvokeMessage, WorkerMessage, WorkerStart } from "./messages.ts";

/** As Lambda allows for loading a function's code; generous, because two cores may start many at once. */
const INIT_TIMEOUT_MS = 30_000;

export type Outcome =
  | { readonly kind: "done"; readonly payload: string }
  | { readonly kind: "error" | "timeout" | "crash"; readonly error: FunctionError };

/** As Lambda ends an instance that is at work: its process killed from outside, or its time up. */
export type Ending = "killed" | "timed out";

export interface InstanceSettings {
  readonly region: string;
  readonly endpointUrl: string;
  readonly clock: SharedArrayBuffer;
  /** Values that replace a template's, for what exists only on this machine. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly onLine: (fn: LambdaFunction, requestId: string | undefined, text: string) => void;
}

let code: string | undefined;

/** The worker's source without its types: stripping them once here saves each thread 40 ms. */
function workerCode(): URL {
  code ??= transformSync(readFileSync(fileURLToPath(new URL("./worker.ts", import.meta.url)), "utf8"), {
    loader: "ts",
    format: "esm",
    target: "node24",
  }).code;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

/** One execution environment of a function: a worker thread that serves one request at a time. */
export class Instance {
  readonly sessionToken = `local.${randomBytes(12).toString("hex")}`;
  readonly fn: LambdaFunction;
  /** Settles when the bundle is loaded: undefined, or why it could not be. */
  readonly ready: Promise<Outcome | undefined>;
  alive = true;
  /** The request being served now. */
  requestId: string | undefined;
  lastUsedAt = performance.now();
  readonly #worker: Worker;
  /** Counts the requests; a frozen worker stands still until it goes on. */
  readonly #turn = new Int32Array(new SharedArrayBuffer(4));
  #finish: ((outcome: Outcome) => void) | undefined;
  #loaded: (problem: Outcome | undefined) => void = () => undefined;

  constructor(fn: LambdaFunction, settings: InstanceSettings) {
    this.fn = fn;
    const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
    const logStream = `${day}/[$LATEST]${randomBytes(16).toString("hex")}`;
    const identity = { sessionToken: this.sessionToken, logStream };
    const start: WorkerStart = {
      bundle: pathToFileURL(fn.bundle).href,
      exportName: fn.exportName,
      clock: settings.clock,
      turn: this.#turn.buffer,
      functionName: fn.name,
      functionArn: fn.arn,
      memoryMb: fn.memoryMb,
      logGroup: `/aws/lambda/${fn.name}`,
      compileCache: process.env["NODE_COMPILE_CACHE"],
    };
    this.#worker = new Worker(workerCode(), {
      workerData: start,
      env: environmentOf(fn, settings.region, settings.endpointUrl, identity, settings.overrides),
      execArgv: [],
      argv: [],
      name: fn.title,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: fn.memoryMb },
    });
    this.ready = this.#initialised();
    this.#listen(settings);
  }

  /** Serves one request. Never called while another is under way, nor before `ready`. */
  async run(message: InvokeMessage): Promise<Outcome> {
    this.requestId = message.requestId;
    const finished = new Promise<Outcome>((resolve) => (this.#finish = resolve));
    const timer = setTimeout(() => this.#timeOut(message), message.timeoutMs);
    Atomics.add(this.#turn, 0, 1);
    Atomics.notify(this.#turn, 0);
    this.#worker.postMessage(message);
    try {
      return await finished;
    } finally {
      clearTimeout(timer);
      this.#finish = undefined;
      this.requestId = undefined;
      this.lastUsedAt = performance.now();
    }
  }

  async stop(): Promise<void> {
    this.alive = false;
    await this.#worker.terminate();
  }

  /** Ends it in the middle of what it does. */
  end(how: Ending): void {
    if (how === "timed out") this.#timeOut({ requestId: this.requestId ?? "", timeoutMs: this.fn.timeoutMs });
    else this.#die({ kind: "crash", error: errorOf("Runtime.ExitError", "Runtime exited with error: signal: killed") });
  }

  async #initialised(): Promise<Outcome | undefined> {
    const loaded = new Promise<Outcome | undefined>((resolve) => (this.#loaded = resolve));
    const timer = setTimeout(() => {
      const seconds = (INIT_TIMEOUT_MS / 1_000).toFixed(2);
      this.#die({ kind: "timeout", error: errorOf("Sandbox.Timedout", `Init timed out after ${seconds} seconds`) });
    }, INIT_TIMEOUT_MS);
    try {
      return await loaded;
    } finally {
      clearTimeout(timer);
    }
  }

  #listen({ onLine }: InstanceSettings): void {
    const worker = this.#worker;
    worker.on("message", (message: WorkerMessage) => {
      if (message.kind === "line") onLine(this.fn, message.requestId, message.text);
      else if (message.kind === "ready") this.#loaded(undefined);
      else if (message.kind === "init-failed") this.#die({ kind: "error", error: message.error });
      else if (message.requestId !== this.requestId) return;
      else if (message.kind === "done") this.#finish?.({ kind: "done", payload: message.payload });
      else this.#finish?.({ kind: "error", error: message.error });
    });
    worker.on("error", (error: Error) => {
      this.#die({ kind: "crash", error: errorOf(error.name, error.message, error.stack?.split("\n")) });
    });
    worker.on("exit", (exitCode) => {
      this.#die({ kind: "crash", error: errorOf("Runtime.ExitError", `the runtime exited (code ${exitCode})`) });
    });
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => onLine(this.fn, this.requestId, text.trimEnd()));
    }
  }

  #timeOut(message: Pick<InvokeMessage, "requestId" | "timeoutMs">): void {
    const text = `${message.requestId} Task timed out after ${(message.timeoutMs / 1_000).toFixed(2)} seconds`;
    this.#die({ kind: "timeout", error: errorOf("Sandbox.Timedout", text) });
  }

  /** The first reason counts; what runs is told, and the thread ends. */
  #die(outcome: Outcome): void {
    const wasAlive = this.alive;
    this.alive = false;
    this.#loaded(outcome);
    this.#finish?.(outcome);
    if (wasAlive) void this.#worker.terminate();
  }
}

function errorOf(errorType: string, errorMessage: string, trace?: readonly string[]): FunctionError {
  return { errorType, errorMessage, ...(trace === undefined ? {} : { trace }) };
}
