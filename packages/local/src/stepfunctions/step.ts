import { ruleHolds, timestampOf } from "./choice.ts";
import type { ChoiceState, FailState, PassState, WaitState } from "./definition.ts";
import { evaluate } from "./expression.ts";
import { runtimeError, StateError } from "./failure.ts";
import { failState } from "./handling.ts";
import { readPath } from "./path.ts";
import { complete, fork, guarded, inputOf, leave } from "./outcome.ts";
import {
  addThread,
  checkHistoryLength,
  finish,
  record,
  ROOT,
  scopeOf,
  setPhase,
  stateOf,
  told,
  type Run,
  type Thread,
} from "./run.ts";
import { answered, returned, schedule, taskDueMs, timedOut, type Answer, type Outcome } from "./task.ts";
import { render } from "./template.ts";
import type { Json } from "./types.ts";

/** Whatever moves an execution. Between two of these it stands still, and the journal knows where. */
export type Happening =
  | { readonly kind: "started" }
  | { readonly kind: "stopped"; readonly error?: string | undefined; readonly cause?: string | undefined }
  | { readonly kind: "expired" }
  | { readonly kind: "due"; readonly thread: string; readonly dueMs: number }
  | { readonly kind: "returned"; readonly thread: string; readonly attempt: number; readonly outcome: Outcome }
  | { readonly kind: "answered"; readonly thread: string; readonly attempt: number; readonly answer: Answer };

/** When the clock has something to say to the thread. */
export function dueOf(thread: Thread): number | undefined {
  const { phase } = thread;
  if (phase.kind === "wait" || phase.kind === "backoff") return phase.untilMs;
  return phase.kind === "task" ? taskDueMs(phase) : undefined;
}

/** When the execution as a whole is given up. */
export function expiryOf(run: Run): number | undefined {
  const { timeoutSeconds } = run.machine;
  return timeoutSeconds === undefined ? undefined : run.execution.startedAtMs + timeoutSeconds * 1_000;
}

/**
 * Moves the execution by one happening, as far as it gets. Pure but for the run itself: invocations and timers follow
 * from where the threads then stand. What comes too late, for a thread that has moved on, changes nothing.
 */
export function advance(run: Run, happening: Happening, nowMs: number): void {
  if (run.execution.status !== "RUNNING") return;
  run.nowMs = nowMs;
  begin(run, happening);
  for (let id = run.ready.shift(); id !== undefined; id = run.ready.shift()) {
    const thread = run.threads.get(id);
    // A thread may have fallen with its parent since it became ready.
    if (thread?.phase.kind === "ready") enter(run, thread);
  }
}

function begin(run: Run, happening: Happening): void {
  switch (happening.kind) {
    case "started":
      start(run);
      break;
    case "stopped": {
      const { error, cause } = happening;
      const end = { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
      record(run, run.threads.get(ROOT), "ExecutionAborted", "executionAbortedEventDetails", end);
      finish(run, "ABORTED", end);
      break;
    }
    case "expired":
      record(run, run.threads.get(ROOT), "ExecutionTimedOut", "executionTimedOutEventDetails", {});
      finish(run, "TIMED_OUT", {});
      break;
    case "due":
      due(run, happening.thread, happening.dueMs);
      break;
    case "returned":
    case "answered":
      taskHappening(run, happening);
      break;
  }
}

function start(run: Run): void {
  const { input } = run.execution;
  const data = JSON.parse(input) as Json;
  const details = { input, inputDetails: { truncated: false }, roleArn: run.machine.roleArn };
  const lastEvent = record(run, undefined, "ExecutionStarted", "executionStartedEventDetails", details);
  addThread(run, { id: ROOT, state: run.machine.startAt, input: data, lastEvent });
}

function due(run: Run, id: string, dueMs: number): void {
  const thread = run.threads.get(id);
  if (thread === undefined || dueOf(thread) !== dueMs) return;
  const { phase } = thread;
  if (phase.kind === "task") timedOut(run, thread, phase);
  if (phase.kind === "wait") guarded(run, thread, () => leave(run, thread, phase.output));
  if (phase.kind === "backoff") guarded(run, thread, () => perform(run, thread));
}

function taskHappening(run: Run, happening: Extract<Happening, { kind: "returned" | "answered" }>): void {
  const thread = run.threads.get(happening.thread);
  if (thread?.phase.kind !== "task" || thread.phase.attempt !== happening.attempt) return;
  if (happening.kind === "answered") answered(run, thread, thread.phase, happening.answer);
  else if (!thread.phase.returned) returned(run, thread, thread.phase, happening.outcome);
}

function enter(run: Run, thread: Thread): void {
  guarded(run, thread, () => {
    checkHistoryLength(run);
    const details = { name: thread.state, ...told("input", thread.input) };
    record(run, thread, `${stateOf(run, thread).Type}StateEntered`, "stateEnteredEventDetails", details);
    perform(run, thread);
  });
}

/** Does what the thread's state says: once when it is entered, and again for each retry. */
function perform(run: Run, thread: Thread): void {
  const state = stateOf(run, thread);
  switch (state.Type) {
    case "Task":
      schedule(run, thread, state);
      break;
    case "Map":
    case "Parallel":
      fork(run, thread, state);
      break;
    case "Pass":
      complete(run, thread, passed(run, thread, state));
      break;
    case "Wait":
      wait(run, thread, state);
      break;
    case "Choice":
      choose(run, thread, state);
      break;
    case "Succeed":
      leave(run, thread, inputOf(run, thread));
      break;
    case "Fail":
      fail(run, thread, state);
      break;
  }
}

function passed(run: Run, thread: Thread, state: PassState): Json {
  if (state.Result !== undefined) return state.Result;
  const data = inputOf(run, thread);
  return state.Parameters === undefined ? data : render(state.Parameters, scopeOf(run, thread, data));
}

function wait(run: Run, thread: Thread, state: WaitState): void {
  const output = inputOf(run, thread);
  setPhase(run, thread, { kind: "wait", untilMs: waitUntil(run, thread, state, output), output });
}

function waitUntil(run: Run, thread: Thread, state: WaitState, data: Json): number {
  const { SecondsPath: secondsPath, TimestampPath: timePath } = state;
  const scope = scopeOf(run, thread, data);
  if (state.Seconds !== undefined || secondsPath !== undefined) {
    const seconds = secondsPath === undefined ? state.Seconds : readPath(secondsPath, scope);
    const fits = typeof seconds === "number" && Number.isInteger(seconds) && seconds >= 0 && seconds <= 99_999_999;
    if (fits) return run.nowMs + seconds * 1_000;
    throw runtimeError(`SecondsPath '${secondsPath ?? ""}' of the state '${thread.state}' must lead to seconds.`);
  }
  const atMs = timestampOf(timePath === undefined ? state.Timestamp : readPath(timePath, scope));
  if (atMs !== undefined) return atMs;
  throw runtimeError(`TimestampPath '${timePath ?? ""}' of the state '${thread.state}' must lead to an RFC 3339 time.`);
}

function choose(run: Run, thread: Thread, state: ChoiceState): void {
  const data = inputOf(run, thread);
  const scope = scopeOf(run, thread, data);
  const next = state.Choices.find((rule) => ruleHolds(rule, scope))?.Next ?? state.Default;
  if (next === undefined) {
    throw new StateError(
      "States.NoChoiceMatched",
      `No choice of the state '${thread.state}' matches and it has no Default.`,
    );
  }
  leave(run, thread, data, next);
}

function fail(run: Run, thread: Thread, state: FailState): void {
  const scope = scopeOf(run, thread, thread.input);
  const text = (fixed: string | undefined, path: string | undefined, field: string): string => {
    if (path === undefined) return fixed ?? "";
    const value = evaluate(path, scope, field);
    if (typeof value === "string") return value;
    throw runtimeError(`${field} '${path}' of the state '${thread.state}' must lead to a string.`);
  };
  const error = text(state.Error, state.ErrorPath, "ErrorPath");
  failState(run, thread, new StateError(error, text(state.Cause, state.CausePath, "CausePath")));
}
