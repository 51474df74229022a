import { requestUnits } from "@cowry/table/capacity";
import { parseJson, record } from "../json.ts";
import type { Caller } from "./wire.ts";
import type { RequestFault } from "./faults.ts";

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
  readonly fault: RequestFault | undefined;
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
  readonly fault: RequestFault | null;
  readonly ms: number;
}

/** What a run's requests to the table cost by AWS's rule. */
export interface RunCost {
  readonly requests: number;
  readonly read: number;
  readonly write: number;
  /** False where the size of an item had to be guessed from the request. */
  readonly exact: boolean;
}

const NOTHING: RunCost = { requests: 0, read: 0, write: 0, exact: true };

/** The last requests to the table, for tests that count them and for the curious. */
export class Recorder {
  readonly #requests: Recorded[] = [];
  /** Reading a request's JSON costs more than keeping it: it is done when somebody asks, once. */
  readonly #costs = new WeakMap<Recorded, RunCost>();

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

  /** By Lambda's request id, of the requests that are kept. */
  costs(): ReadonlyMap<string, RunCost> {
    const sums = new Map<string, RunCost>();
    for (const each of this.#requests) {
      const id = each.caller.invocation?.requestId;
      if (id !== undefined) sums.set(id, added(sums.get(id) ?? NOTHING, this.#cost(each)));
    }
    return sums;
  }

  #cost(each: Recorded): RunCost {
    const known = this.#costs.get(each) ?? costOf(each);
    this.#costs.set(each, known);
    return known;
  }
}

function added(a: RunCost, b: RunCost): RunCost {
  const exact = a.exact && b.exact;
  return { requests: a.requests + b.requests, read: a.read + b.read, write: a.write + b.write, exact };
}

/** Of a fault that we brought nothing is charged, but where the engine had answered before the connection was cut. */
function costOf({ operation, input, output, fault }: Recorded): RunCost {
  const isOurs = fault !== undefined && fault !== "resetAfterCommit";
  if (isOurs) return { ...NOTHING, requests: 1 };
  try {
    const request = {
      operation,
      input: parseJson(input.toString("utf8")),
      output: output && parseJson(output.toString("utf8")),
    };
    return { requests: 1, ...requestUnits(request) };
  } catch {
    // There is no rule for it: a call that is neither a read nor a write of items.
    return { ...NOTHING, requests: 1, exact: false };
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
