import { parseJson, record } from "../json.ts";
import type { Caller } from "./wire.ts";
import type { FaultKind } from "./faults.ts";

const KEPT = 4_000;
/** Longer bodies are kept as their length only. */
const BODY_BYTES_MAX = 256 * 1024;

interface Recorded {
  readonly atMs: number;
  readonly operation: string;
  readonly caller: Caller;
  readonly input: Buffer;
  readonly ms: number;
  readonly status: number | undefined;
  readonly output: Buffer | undefined;
  readonly fault: FaultKind | undefined;
}

/** One DynamoDB request as it went over the wire. */
export interface WireRequest {
  readonly at: string;
  readonly operation: string;
  readonly function: string | null;
  readonly request_id: string | null;
  readonly input: unknown;
  /** What the function got; null when its connection was cut. */
  readonly output: unknown;
  readonly status: number | null;
  /** What the engine said it consumed, when the request asked for it. */
  readonly consumed: unknown;
  readonly fault: FaultKind | null;
  readonly ms: number;
}

/** The last requests to the table, for tests that count them and for the curious. */
export class Recorder {
  readonly #requests: Recorded[] = [];

  add(request: Recorded): void {
    this.#requests.push(request);
    if (this.#requests.length > KEPT * 1.1) this.#requests.splice(0, this.#requests.length - KEPT);
  }

  /** In the order they were answered; of some runs (each by any of its ids), or all. */
  find(requestIds: readonly string[] | undefined, limit: number): readonly WireRequest[] {
    const ofThese = (ids: ReadonlySet<string> | undefined) => requestIds?.some((id) => ids?.has(id) === true) ?? true;
    return this.#requests
      .filter(({ caller }) => ofThese(caller.invocation?.ids))
      .slice(-limit)
      .map(show);
  }
}

function show({ atMs, operation, caller, input, ms, status, output, fault }: Recorded): WireRequest {
  const answer = output === undefined ? null : bodyOf(output);
  return {
    at: new Date(atMs).toISOString(),
    operation,
    function: caller.fn?.title ?? null,
    request_id: caller.invocation?.requestId ?? null,
    input: bodyOf(input),
    output: answer,
    status: status ?? null,
    consumed: record(answer)["ConsumedCapacity"] ?? null,
    fault: fault ?? null,
    ms: Math.round(ms * 100) / 100,
  };
}

function bodyOf(body: Buffer): unknown {
  return body.length > BODY_BYTES_MAX ? { bytes: body.length } : parseJson(body.toString("utf8"));
}
