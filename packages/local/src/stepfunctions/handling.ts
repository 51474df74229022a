import { createHash } from "node:crypto";
import type { Catcher, Retrier } from "./definition.ts";
import { StateError } from "./failure.ts";
import { putPath } from "./path.ts";
import {
  childrenOf,
  dropThread,
  finish,
  goTo,
  indexOf,
  parentOf,
  record,
  setPhase,
  stateOf,
  type Run,
  type Thread,
} from "./run.ts";
import type { JsonObject } from "./types.ts";

const TIMEOUTS = ["States.Timeout", "States.HeartbeatTimeout"];
/** Not matched by States.ALL: a machine must name it to handle it. */
const NAMED_ONLY = ["States.DataLimitExceeded"];

/** Whether a handler for these names takes the error. */
export function handles(names: readonly string[], error: StateError): boolean {
  if (error.terminal) return false;
  return names.some((name) => {
    if (name === error.error) return true;
    if (name === "States.ALL") return !NAMED_ONLY.includes(error.error);
    // A missing heartbeat is a timeout too, and neither is a failure of the task.
    if (name === "States.Timeout") return error.error === "States.HeartbeatTimeout";
    return name === "States.TaskFailed" && ![...TIMEOUTS, ...NAMED_ONLY].includes(error.error);
  });
}

/** A fraction in [0, 1) that the same attempt always gives: a run can be repeated exactly. */
function fractionOf(...parts: readonly (string | number)[]): number {
  return createHash("sha256").update(parts.join(" ")).digest().readUIntBE(0, 6) / 2 ** 48;
}

function backoffMs(retrier: Retrier, used: number, fraction: () => number): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity } = retrier;
  const delay = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds);
  return Math.round(delay * 1_000 * (retrier.JitterStrategy === "FULL" ? fraction() : 1));
}

/** Only the first retrier that takes the error counts; when it is used up, none of the later ones is asked. */
function retried(run: Run, thread: Thread, retriers: readonly Retrier[], error: StateError): boolean {
  const index = retriers.findIndex((each) => handles(each.ErrorEquals, error));
  const retrier = retriers[index];
  const used = thread.retries[index] ?? 0;
  if (retrier === undefined || used >= (retrier.MaxAttempts ?? 3)) return false;
  const fraction = () => fractionOf(run.execution.arn, thread.id, thread.lastEvent);
  thread.retries = { ...thread.retries, [index]: used + 1 };
  setPhase(run, thread, { kind: "backoff", untilMs: run.nowMs + backoffMs(retrier, used, fraction) });
  return true;
}

function caught(run: Run, thread: Thread, catchers: readonly Catcher[], error: StateError): boolean {
  const catcher = catchers.find((each) => handles(each.ErrorEquals, error));
  if (catcher === undefined) return false;
  const report = { Error: error.error, Cause: error.message };
  const { ResultPath: place = "$" } = catcher;
  const output = place === null ? thread.input : putPath(place, thread.input, report);
  goTo(run, thread, catcher.Next, output);
  return true;
}

/** The thread's state has failed: it is tried again, leads elsewhere, or takes what is around it down too. */
export function failState(run: Run, thread: Thread, error: StateError): void {
  // What its branches still do is of no use to anybody: their answers will find nobody.
  for (const child of childrenOf(run, thread)) dropThread(run, child);
  const state = stateOf(run, thread);
  const { Retry = [], Catch = [] } = "Retry" in state || "Catch" in state ? state : {};
  if (retried(run, thread, Retry, error)) return;
  try {
    if (caught(run, thread, Catch, error)) return;
  } catch (unplaced) {
    if (!(unplaced instanceof StateError)) throw unplaced;
    escalate(run, thread, unplaced);
    return;
  }
  escalate(run, thread, error);
}

function errorDetails(error: StateError): JsonObject {
  return { error: error.error, cause: error.message };
}

function escalate(run: Run, thread: Thread, error: StateError): void {
  const parent = parentOf(run, thread);
  if (parent === undefined) {
    record(run, thread, "ExecutionFailed", "executionFailedEventDetails", errorDetails(error));
    finish(run, "FAILED", { error: error.error, cause: error.message });
    return;
  }
  const map = stateOf(run, parent).Type === "Map";
  const place = (of: Thread) => ({ name: parent.state, index: indexOf(of) });
  if (map) record(run, thread, "MapIterationFailed", "mapIterationFailedEventDetails", place(thread));
  parent.lastEvent = thread.lastEvent;
  for (const child of childrenOf(run, parent)) {
    const sibling = child.id !== thread.id && parentOf(run, child) === parent;
    if (map && sibling) record(run, child, "MapIterationAborted", "mapIterationAbortedEventDetails", place(child));
  }
  record(run, parent, map ? "MapStateFailed" : "ParallelStateFailed");
  failState(run, parent, error);
}
