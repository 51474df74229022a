import { INVOKE, INVOKE_FOR_TOKEN, type TaskState } from "./definition.ts";
import { runtimeError, StateError } from "./failure.ts";
import { failState } from "./handling.ts";
import { isObject, readPath, type Scope } from "./path.ts";
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

/** Whether the function is named by Resource itself: the service then tells it by events of their own. */
function isDirect(state: TaskState): boolean {
  return state.Resource !== INVOKE && state.Resource !== INVOKE_FOR_TOKEN;
}

type Told = "Scheduled" | "Started" | "Submitted" | "Succeeded" | "Failed" | "TimedOut";

function tell(run: Run, thread: Thread, what: Told, details: JsonObject): number {
  const state = taskStateOf(run, thread);
  if (isDirect(state))
    return record(run, thread, `LambdaFunction${what}`, `lambdaFunction${what}EventDetails`, details);
  const resource = isForToken(state) ? "invoke.waitForTaskToken" : "invoke";
  return record(run, thread, `Task${what}`, `task${what}EventDetails`, {
    resourceType: "lambda",
    resource,
    ...details,
  });
}

function regionOf(run: Run): string {
  return run.machine.arn.split(":")[3] ?? "";
}

/** Which function gets what, as the state's parameters say. */
function orderOf(
  thread: Thread,
  state: TaskState,
  scope: Scope,
): { functionArn: string; payload: Json; told: JsonObject } {
  const parameters = state.Parameters === undefined ? scope.input : render(state.Parameters, scope);
  if (isDirect(state)) {
    const functionArn = state.Resource;
    return { functionArn, payload: parameters, told: { resource: functionArn, ...told("input", parameters) } };
  }
  if (!isObject(parameters)) throw new Error("the parameters of an invocation are an object");
  const { FunctionName: functionArn, Payload: payload = {} } = parameters;
  if (typeof functionArn === "string" && functionArn !== "") {
    return { functionArn, payload, told: { parameters: JSON.stringify(parameters) } };
  }
  throw runtimeError(`The FunctionName of the state '${thread.state}' must be a string.`);
}

/** Enters a Task: the function's invocation is now due, and happens once the journal knows of it. */
export function schedule(run: Run, thread: Thread, state: TaskState): void {
  const token = isForToken(state) ? newToken({ executionArn: run.execution.arn, thread: thread.id }) : undefined;
  const scope = scopeOf(run, thread, inputOf(run, thread), token === undefined ? {} : { Task: { Token: token } });
  const { functionArn, payload, told: order } = orderOf(thread, state, scope);
  checkSize(payload, thread, "a payload");
  const timeout = secondsOf(run, thread, state.TimeoutSeconds, state.TimeoutSecondsPath, "TimeoutSecondsPath");
  const heartbeat = secondsOf(run, thread, state.HeartbeatSeconds, state.HeartbeatSecondsPath, "HeartbeatSecondsPath");
  const attempt = tell(run, thread, "Scheduled", {
    ...order,
    ...(!isDirect(state) && { region: regionOf(run) }),
    ...(timeout !== undefined && { timeoutInSeconds: timeout }),
    ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
  });
  tell(run, thread, "Started", {});
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
  tell(run, thread, "Failed", { error, cause });
  failState(run, thread, new StateError(error, cause));
}

function succeedTask(run: Run, thread: Thread, result: Json): void {
  guarded(run, thread, () => {
    checkSize(result, thread, "a result");
    tell(run, thread, "Succeeded", told("output", result));
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
  const { payload } = outcome;
  const direct = isDirect(taskStateOf(run, thread));
  const result = direct ? payload : { ExecutedVersion: "$LATEST", Payload: payload, StatusCode: 200 };
  if (phase.token === undefined) {
    succeedTask(run, thread, result);
    return;
  }
  tell(run, thread, "Submitted", told("output", result));
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
  tell(run, thread, "TimedOut", { error });
  failState(run, thread, new StateError(error, ""));
}
