import { randomBytes, randomUUID } from "node:crypto";
import type { MovableClock } from "../clock.ts";
import type { LogStore } from "../logs.ts";
import { number, parseJson, record } from "../json.ts";
import type { LambdaFunction } from "./function.ts";
import type { Instance, Outcome } from "./instance.ts";
import type { FunctionError } from "./messages.ts";
import { DEFAULT_LIMITS, Pool, type PoolLimits } from "./pool.ts";
import type { RunLog } from "../runs.ts";

/** Answers and asynchronous payloads above this are refused by Lambda. */
const PAYLOAD_BYTES_MAX = 6 * 1024 * 1024;
/** Lambda tries a failed asynchronous event again after one minute, then after two. */
const ASYNC_RETRY_MS = [60_000, 120_000];

/** One run of a function, and every id by which somebody may ask for its lines and requests. */
export interface Invocation {
  readonly requestId: string;
  readonly fn: LambdaFunction;
  readonly ids: Set<string>;
}

export type InvokeResult = { readonly invocation: Invocation } & (
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly kind: "error" | "timeout" | "crash"; readonly error: FunctionError }
);

export interface LambdaOptions {
  readonly region: string;
  readonly endpointUrl: string;
  readonly clock: MovableClock;
  readonly logs: LogStore;
  readonly runs: RunLog;
  readonly overrides: Readonly<Record<string, string>>;
  readonly limits?: Partial<PoolLimits>;
  /** Whether an instance stands still after this call of its function. */
  readonly freezes?: (fn: LambdaFunction) => boolean;
  /** Takes an asynchronous event that failed for good. */
  readonly onDead: (queueArn: string, message: unknown) => void;
}

/** Runs functions, for whoever asks: HTTP, streams, schedules, state machines, the SDK. */
export class Lambda {
  readonly #options: LambdaOptions;
  readonly #pool: Pool;
  readonly #running = new Map<string, Invocation>();

  constructor(options: LambdaOptions) {
    this.#options = options;
    const { region, endpointUrl, clock, overrides, logs } = options;
    const onLine = (fn: LambdaFunction, requestId: string | undefined, text: string) => {
      logs.add({ source: fn.title, invocation: this.#running.get(requestId ?? ""), text });
    };
    this.#pool = new Pool(
      { region, endpointUrl, clock: clock.shared, overrides, onLine },
      { ...DEFAULT_LIMITS, ...options.limits },
    );
  }

  /** The run on whose behalf an instance (by its session token) speaks right now. */
  caller(sessionToken: string): { instance: Instance; invocation: Invocation | undefined } | undefined {
    const instance = this.#pool.instance(sessionToken);
    return instance && { instance, invocation: this.#running.get(instance.requestId ?? "") };
  }

  instances(fn: LambdaFunction): number {
    return this.#pool.count(fn);
  }

  /** Runs a function and waits for its answer. `ids` are further names of this run, e.g. the API's request id. */
  async invoke(fn: LambdaFunction, event: unknown, ids: readonly string[] = []): Promise<InvokeResult> {
    const requestId = randomUUID();
    const invocation: Invocation = { requestId, fn, ids: new Set([requestId, ...ids]) };
    this.#running.set(requestId, invocation);
    const trace = `Root=1-${hex(4)}-${hex(12)};Parent=${hex(8)};Sampled=0`;
    const { timeoutMs } = fn;
    const freezes = this.#options.freezes?.(fn) ?? false;
    try {
      const served = await this.#pool.run(fn, { requestId, event: JSON.stringify(event), timeoutMs, trace, freezes });
      const result = readOutcome(invocation, served.outcome);
      this.#report(result, served.ms, served.cold);
      return result;
    } finally {
      this.#running.delete(requestId);
    }
  }

  /** Hands over an asynchronous event: tried again as Lambda does, then given to the function's dead-letter queue. */
  send(fn: LambdaFunction, event: unknown, ids: readonly string[] = []): void {
    void this.#options.clock.track(`${fn.title} (event)`, this.#attempt(fn, event, ids, 0));
  }

  stop(): Promise<void> {
    return this.#pool.stop();
  }

  async #attempt(fn: LambdaFunction, event: unknown, ids: readonly string[], retries: number): Promise<void> {
    const { clock, logs, onDead } = this.#options;
    const result = await this.invoke(fn, event, ids);
    if (result.ok) return;
    const waitMs = ASYNC_RETRY_MS[retries];
    if (retries < fn.asyncRetries && waitMs !== undefined) {
      clock.at(clock.now() + waitMs, () => this.#attempt(fn, event, ids, retries + 1));
      return;
    }
    const { invocation, error } = result;
    logs.add({ source: fn.title, invocation, text: `event given up after ${retries} retries: ${error.errorMessage}` });
    if (fn.onFailure === undefined) return;
    onDead(fn.onFailure, {
      version: "1.0",
      timestamp: new Date(clock.now()).toISOString(),
      requestContext: {
        requestId: invocation.requestId,
        functionArn: `${fn.arn}:$LATEST`,
        condition: "RetriesExhausted",
        approximateInvokeCount: retries + 1,
      },
      requestPayload: event,
      responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
      responsePayload: error,
    });
  }

  #report(result: InvokeResult, ms: number, cold: boolean): void {
    const { invocation } = result;
    const how = result.ok ? "ok" : `${result.kind}: ${result.error.errorType}: ${result.error.errorMessage}`;
    const text = `REPORT ${Math.round(ms * 10) / 10} ms${cold ? ", cold start" : ""}, ${how}`;
    const { clock, logs, runs } = this.#options;
    logs.add({ source: invocation.fn.title, invocation, text });
    runs.add({
      atMs: clock.now(),
      title: invocation.fn.title,
      requestId: invocation.requestId,
      ms,
      cold,
      how: result.ok ? "ok" : result.kind,
      status: result.ok ? number(record(result.payload)["statusCode"]) : undefined,
    });
  }
}

function readOutcome(invocation: Invocation, outcome: Outcome): InvokeResult {
  if (outcome.kind !== "done") return { ok: false, kind: outcome.kind, error: outcome.error, invocation };
  if (Buffer.byteLength(outcome.payload) <= PAYLOAD_BYTES_MAX) {
    return { ok: true, payload: parseJson(outcome.payload), invocation };
  }
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${PAYLOAD_BYTES_MAX} bytes).`;
  const error = { errorType: "Function.ResponseSizeTooLarge", errorMessage };
  return { ok: false, kind: "error", error, invocation };
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}
