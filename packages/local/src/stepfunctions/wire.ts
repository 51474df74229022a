import { randomUUID } from "node:crypto";
import type { Engine } from "./engine.ts";
import { WireError } from "./failure.ts";
import { isObject } from "./path.ts";
import { isForgotten } from "./restore.ts";
import { type Run } from "./run.ts";
import type { Answer } from "./task.ts";
import { readToken } from "./token.ts";
import type { HistoryEvent, Json, JsonObject, WireAnswer } from "./types.ts";

const PREFIX = "AWSStepFunctions.";
const MOST_BYTES = 262_144;
const STATUSES = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"];
/** What a history leaves out when its data is not wanted. */
const DATA = ["input", "inputDetails", "output", "outputDetails", "parameters"];

function invalid(member: string, constraint: string): WireError {
  const message = `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${constraint}`;
  return new WireError("ValidationException", message);
}

function optional(request: JsonObject, member: string, most: number): string | undefined {
  const value = request[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw new WireError("SerializationException", `'${member}' must be a string`);
  if (Buffer.byteLength(value) > most) throw invalid(member, `Member must have length less than or equal to ${most}`);
  return value;
}

function required(request: JsonObject, member: string, most: number): string {
  const value = optional(request, member, most);
  if (value === undefined) throw invalid(member, "Member must not be null");
  if (value === "") throw invalid(member, "Member must have length greater than or equal to 1");
  return value;
}

function flag(request: JsonObject, member: string, otherwise: boolean): boolean {
  const value = request[member] ?? otherwise;
  if (typeof value !== "boolean") throw new WireError("SerializationException", `'${member}' must be a boolean`);
  return value;
}

function arnOf(request: JsonObject, member: string, kind: "stateMachine" | "execution"): string {
  const arn = required(request, member, 256);
  if (new RegExp(`^arn:aws:states:[^:]+:\\d{12}:${kind}:.+$`).test(arn)) return arn;
  throw new WireError("InvalidArn", `Invalid Arn: '${arn}'`);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function runOf(engine: Engine, request: JsonObject): Run {
  const arn = arnOf(request, "executionArn", "execution");
  const run = engine.run(arn);
  if (run === undefined) throw new WireError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  return run;
}

function machineOf(engine: Engine, request: JsonObject) {
  const arn = arnOf(request, "stateMachineArn", "stateMachine");
  const machine = engine.machine(arn);
  if (machine === undefined) throw new WireError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

function seconds(atMs: number): number {
  return atMs / 1_000;
}

const BAD_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

function start(engine: Engine, request: JsonObject): JsonObject {
  const machine = machineOf(engine, request);
  const name = optional(request, "name", 320) ?? randomUUID();
  if (name === "" || name.length > 80 || BAD_NAME.test(name)) {
    throw new WireError("InvalidName", `Invalid Name: '${name}'`);
  }
  const input = optional(request, "input", MOST_BYTES) ?? "{}";
  if (!isJson(input)) throw new WireError("InvalidExecutionInput", "Invalid State Machine Execution Input: 'no JSON'");
  const arn = `${machine.arn.replace(":stateMachine:", ":execution:")}:${name}`;
  const old = engine.run(arn);
  if (old !== undefined && !isForgotten(old.execution, engine.now())) {
    const { status, input: oldInput, startedAtMs } = old.execution;
    // The same start twice is one start, as long as it runs.
    if (status === "RUNNING" && oldInput === input) return { executionArn: arn, startDate: seconds(startedAtMs) };
    throw new WireError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
  }
  const run = engine.start(machine, arn, name, input);
  return { executionArn: arn, startDate: seconds(run.execution.startedAtMs) };
}

function told({ execution }: Run): JsonObject {
  const { arn, machineArn, name, status, startedAtMs, stoppedAtMs } = execution;
  return {
    ...{ executionArn: arn, stateMachineArn: machineArn, name, status, startDate: seconds(startedAtMs) },
    ...(stoppedAtMs !== undefined && { stopDate: seconds(stoppedAtMs) }),
    redriveCount: 0,
  };
}

function describe(engine: Engine, request: JsonObject): JsonObject {
  const run = runOf(engine, request);
  const { input, output, error, cause } = run.execution;
  return {
    ...{ ...told(run), input, inputDetails: { included: true } },
    ...(output !== undefined && { output, outputDetails: { included: true } }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}

/** One page of `all`. A token only says where the next page begins, and of which list. */
function page<T>(
  request: JsonObject,
  most: number,
  of: string,
  all: readonly T[],
): { part: readonly T[]; next: JsonObject } {
  const size = request["maxResults"] ?? 0;
  if (typeof size !== "number" || !Number.isInteger(size) || size < 0 || size > 1_000) {
    throw invalid("maxResults", "Member must be between 0 and 1000");
  }
  const token = optional(request, "nextToken", 3_096);
  const [list, begin] = token === undefined ? [of, "0"] : Buffer.from(token, "base64url").toString().split(" ");
  if (list !== of || begin === undefined || !/^\d+$/.test(begin)) {
    throw new WireError("InvalidToken", "Invalid Token: 'Invalid token'");
  }
  const end = Number(begin) + (size === 0 ? most : size);
  const next = end < all.length ? { nextToken: Buffer.from(`${of} ${end}`).toString("base64url") } : {};
  return { part: all.slice(Number(begin), end), next };
}

function wireEvent(event: HistoryEvent, withData: boolean): JsonObject {
  const { id, previousEventId, type, atMs, detailsName, details = {} } = event;
  const shown = withData ? details : Object.fromEntries(Object.entries(details).filter(([key]) => !DATA.includes(key)));
  return {
    timestamp: seconds(atMs),
    type,
    id,
    previousEventId,
    ...(detailsName !== undefined && { [detailsName]: shown }),
  };
}

function history(engine: Engine, request: JsonObject): JsonObject {
  const { events, execution } = runOf(engine, request);
  const reverse = flag(request, "reverseOrder", false);
  const withData = flag(request, "includeExecutionData", true);
  const { part, next } = page(
    request,
    100,
    `${execution.arn}/${String(reverse)}`,
    reverse ? events.toReversed() : events,
  );
  return { events: part.map((event) => wireEvent(event, withData)), ...next };
}

function listExecutions(engine: Engine, request: JsonObject): JsonObject {
  const { arn } = machineOf(engine, request);
  const status = optional(request, "statusFilter", 20);
  if (status !== undefined && !STATUSES.includes(status))
    throw invalid("statusFilter", `Member must be among ${String(STATUSES)}`);
  const runs = engine
    .runs()
    .filter(({ execution: each }) => each.machineArn === arn && (status === undefined || each.status === status));
  const { part, next } = page(request, 100, `${arn}/${status ?? ""}`, runs);
  return { executions: part.map(told), ...next };
}

function stop(engine: Engine, request: JsonObject): JsonObject {
  const run = runOf(engine, request);
  const [error, cause] = [optional(request, "error", 256), optional(request, "cause", 32_768)];
  engine.apply(run, { kind: "stopped", error, cause });
  return { stopDate: seconds(run.execution.stoppedAtMs ?? engine.now()) };
}

function answerTask(engine: Engine, request: JsonObject, answer: Answer): JsonObject {
  const token = required(request, "taskToken", 2_048);
  const target = readToken(token);
  if (target === undefined) throw new WireError("InvalidToken", "Invalid Token: 'Invalid token'");
  const run = engine.run(target.executionArn);
  if (run === undefined) throw new WireError("TaskDoesNotExist", "Task does not exist");
  const phase = run.threads.get(target.thread)?.phase;
  if (phase?.kind !== "task" || phase.token !== token) {
    throw new WireError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
  }
  engine.apply(run, { kind: "answered", thread: target.thread, attempt: phase.attempt, answer });
  return {};
}

function succeed(engine: Engine, request: JsonObject): JsonObject {
  const output = required(request, "output", MOST_BYTES);
  if (!isJson(output)) throw new WireError("InvalidOutput", "Invalid Output: 'no JSON'");
  return answerTask(engine, request, { kind: "success", output: JSON.parse(output) as Json });
}

function fail(engine: Engine, request: JsonObject): JsonObject {
  const [error, cause] = [optional(request, "error", 256), optional(request, "cause", 32_768)];
  return answerTask(engine, request, { kind: "failure", error, cause });
}

function describeMachine(engine: Engine, request: JsonObject): JsonObject {
  const { arn, name, definition, roleArn } = machineOf(engine, request);
  return {
    stateMachineArn: arn,
    name,
    status: "ACTIVE",
    definition,
    roleArn,
    type: "STANDARD",
    creationDate: seconds(engine.createdAtMs),
  };
}

interface Operation {
  readonly members: readonly string[];
  readonly run: (engine: Engine, request: JsonObject) => JsonObject;
}

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["StartExecution", { members: ["stateMachineArn", "name", "input", "traceHeader"], run: start }],
  ["DescribeExecution", { members: ["executionArn"], run: describe }],
  [
    "GetExecutionHistory",
    { members: ["executionArn", "maxResults", "reverseOrder", "nextToken", "includeExecutionData"], run: history },
  ],
  ["ListExecutions", { members: ["stateMachineArn", "statusFilter", "maxResults", "nextToken"], run: listExecutions }],
  ["StopExecution", { members: ["executionArn", "error", "cause"], run: stop }],
  ["SendTaskSuccess", { members: ["taskToken", "output"], run: succeed }],
  ["SendTaskFailure", { members: ["taskToken", "error", "cause"], run: fail }],
  [
    "SendTaskHeartbeat",
    { members: ["taskToken"], run: (engine, request) => answerTask(engine, request, { kind: "heartbeat" }) },
  ],
  ["DescribeStateMachine", { members: ["stateMachineArn"], run: describeMachine }],
]);

function parsed(body: string): JsonObject {
  const request: unknown = isJson(body) ? JSON.parse(body) : undefined;
  if (isObject(request)) return request;
  throw new WireError("SerializationException", "the body is no JSON object");
}

function respond(engine: Engine, target: string, body: string): JsonObject {
  const name = target.startsWith(PREFIX) ? target.slice(PREFIX.length) : "";
  const operation = OPERATIONS.get(name);
  if (operation === undefined) throw new WireError("UnknownOperationException", `${target} is not known here`);
  const request = parsed(body);
  const unknown = Object.keys(request).find((member) => !operation.members.includes(member));
  if (unknown !== undefined) throw invalid(unknown, `Member is not known here in ${name}`);
  return operation.run(engine, request);
}

/** Answers one request of the wire protocol (AWS JSON 1.0). */
export function handleWire(engine: Engine, target: string, body: string): WireAnswer {
  try {
    return { status: 200, body: JSON.stringify(respond(engine, target, body)) };
  } catch (error) {
    const [status, type] = error instanceof WireError ? [400, error.type] : [500, "InternalFailure"];
    const message = error instanceof Error ? error.message : String(error);
    return { status, body: JSON.stringify({ __type: type, message }) };
  }
}
