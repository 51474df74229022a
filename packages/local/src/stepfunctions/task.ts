import { INVOKE_FOR_TOKEN, type TaskState } from "./definition.ts";
import { runtimeError, StateError } from "./failure.ts";
import { failState } from "./handling.ts";
import { isObject, readPath } from "./path.ts";
import { checkSize, complete, guarded, inputOf } from "./outcome.ts";
import { record, scopeOf, setPhase, stateOf, told, type Run, type TaskPhase, type Thread } from "./run.ts";
import { render } from "./template.ts";
import { newToken } from "./token.ts";
import type { InvokeOutcome, Json, JsonObject } from "./types.ts";

/** What came of an invocation. */
export type Outcome = { readonly payload: Json } | Extract<InvokeOutcome, { readonly error: unknown }>;

/** What somebody says who has the task's token. */
export type Answer =
  | { readonly kind: "success"; readonly output: Json }
  | { readonly kind: "failure"; readonly error?: string | undefined; readonly cause?: string | undefined }
  | { readonly kind: "heartbeat" };

function secondsOf(run: Run, thread: Thread, fixed: number | undefined, path: string | undefined, field: string) {
  if (path === undefined) return fixed;
  const value = readPath(path, scopeOf(run, thread, inputOf(run, thread)));
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
  throw runtimeError(`The path '${path}' of ${field} in the state '${thread.state}' must lead to a positive integer.`);
}

function isForToken(state: TaskState): boolean {
  return state.Resource === INVOKE_FOR_TOKEN;
}

function resourceOf(state: TaskState): JsonObject {
  return { resourceType: "lambda", resource: isForToken(state) ? "invoke.waitForTaskToken" : "invoke" };
}

function regionOf(run: Run): string {
  return run.machine.arn.split(":")[3] ?? "";
}

/** Enters a Task: the function's invocation is now due, and happens once the journal knows of it. */
export function schedule(run: Run, thread: Thread, state: TaskState): void {
  const token = isForToken(state) ? newToken({ executionArn: run.execution.arn, thread: thread.id }) : undefined;
  const scope = scopeOf(run, thread, inputOf(run, thread), token === undefined ? {} : { Task: { Token: token } });
  const parameters = render(state.Parameters, scope);
  if (!isObject(parameters)) throw new Error("the parameters of a task are an object");
  const { FunctionName: functionArn, Payload: payload = {} } = parameters;
  if (typeof functionArn !== "string" || functionArn === "") {
    throw runtimeError(`The FunctionName of the state '${thread.state}' must be a string.`);
  }
  checkSize(payload, thread, "a payload");
  const timeout = secondsOf(run, thread, state.TimeoutSeconds, state.TimeoutSecondsPath, "TimeoutSecondsPath");
  const heartbeat = secondsOf(run, thread, state.HeartbeatSeconds, state.HeartbeatSecondsPath, "HeartbeatSecondsPath");
  const attempt = record(run, thread, "TaskScheduled", "taskScheduledEventDetails", {
    ...resourceOf(state),
    region: regionOf(run),
    parameters: JSON.stringify(parameters),
    ...(timeout !== undefined && { timeoutInSeconds: timeout }),
    ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
  });
  record(run, thread, "TaskStarted", "taskStartedEventDetails", resourceOf(state));
  setPhase(run, thread, {
    ...{ kind: "task", attempt, functionArn, payload, returned: false },
    ...(token !== undefined && { token }),
    ...(timeout !== undefined && { timeoutAtMs: run.nowMs + timeout * 1_000 }),
    ...(heartbeat !== undefined && { heartbeatMs: heartbeat * 1_000, heartbeatAtMs: run.nowMs + heartbeat * 1_000 }),
  });
}

function taskStateOf(run: Run, thread: Thread): TaskState {
  const state = stateOf(run, thread);
  if (state.Type !== "Task") throw new Error(`${thread.state} is no task`);
  return state;
}

function failTask(run: Run, thread: Thread, error: string, cause: string): void {
  const details = { ...resourceOf(taskStateOf(run, thread)), error, cause };
  record(run, thread, "TaskFailed", "taskFailedEventDetails", details);
  failState(run, thread, new StateError(error, cause));
}

function succeedTask(run: Run, thread: Thread, result: Json): void {
  guarded(run, thread, () => {
    checkSize(result, thread, "a result");
    const details = { ...resourceOf(taskStateOf(run, thread)), ...told("output", result) };
    record(run, thread, "TaskSucceeded", "taskSucceededEventDetails", details);
    complete(run, thread, result);
  });
}

/** The function has returned, or failed. */
export function returned(run: Run, thread: Thread, phase: TaskPhase, outcome: Outcome): void {
  if ("error" in outcome) {
    const { errorType, errorMessage } = outcome.error;
    // The cause is the error's JSON, as the service passes it on.
    failTask(run, thread, errorType, JSON.stringify({ errorMessage, errorType }));
    return;
  }
  const result = { ExecutedVersion: "$LATEST", Payload: outcome.payload, StatusCode: 200 };
  if (phase.token === undefined) {
    succeedTask(run, thread, result);
    return;
  }
  const details = { ...resourceOf(taskStateOf(run, thread)), ...told("output", result) };
  record(run, thread, "TaskSubmitted", "taskSubmittedEventDetails", details);
  setPhase(run, thread, { ...phase, returned: true });
}

/** Somebody has answered with the task's token; the function need not have returned yet. */
export function answered(run: Run, thread: Thread, phase: TaskPhase, answer: Answer): void {
  switch (answer.kind) {
    case "success":
      succeedTask(run, thread, answer.output);
      break;
    case "failure":
      failTask(run, thread, answer.error ?? "States.TaskFailed", answer.cause ?? "");
      break;
    case "heartbeat":
      if (phase.heartbeatMs === undefined) return;
      setPhase(run, thread, { ...phase, heartbeatAtMs: run.nowMs + phase.heartbeatMs });
      break;
  }
}

/** The earliest time at which the task is given up. */
export function taskDueMs(phase: TaskPhase): number | undefined {
  const { timeoutAtMs, heartbeatAtMs } = phase;
  return timeoutAtMs === undefined || heartbeatAtMs === undefined
    ? (timeoutAtMs ?? heartbeatAtMs)
    : Math.min(timeoutAtMs, heartbeatAtMs);
}

export function timedOut(run: Run, thread: Thread, phase: TaskPhase): void {
  const silent = phase.timeoutAtMs === undefined || (phase.heartbeatAtMs ?? Infinity) < phase.timeoutAtMs;
  const error = silent ? "States.HeartbeatTimeout" : "States.Timeout";
  const details = { ...resourceOf(taskStateOf(run, thread)), error };
  record(run, thread, "TaskTimedOut", "taskTimedOutEventDetails", details);
  failState(run, thread, new StateError(error, ""));
}
