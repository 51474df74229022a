import { createHash } from "node:crypto";
import { checkRule, timestampOf } from "./choice.ts";
import { INVOKE, INVOKE_FOR_TOKEN, type Machine, type State } from "./definition.ts";
import { DefinitionError } from "./failure.ts";
import {
  anything,
  checkFields,
  checkTemplate,
  expression,
  inside,
  integer,
  isTrue,
  list,
  numberFrom,
  object,
  only,
  path,
  pathOrNull,
  placeOrNull,
  refuse,
  template,
  text,
  type Check,
  type Place,
} from "./field.ts";
import { isObject } from "./path.ts";
import type { Json, JsonObject, StateMachine } from "./types.ts";

const MOST_SECONDS = 99_999_999;
const seconds = integer(1, MOST_SECONDS);

/** The errors of the language that can occur here and be handled; States.Runtime cannot be. */
const ERRORS = [
  "States.ALL",
  "States.TaskFailed",
  "States.Timeout",
  "States.HeartbeatTimeout",
  "States.ResultPathMatchFailure",
  "States.IntrinsicFailure",
  "States.NoChoiceMatched",
  "States.DataLimitExceeded",
];

const errors: Check = (value, at) => {
  const names = list(value, at);
  for (const [index, name] of names.entries()) {
    if (typeof name !== "string" || name === "") refuse(inside(at, `[${index}]`), "must be an error's name");
    if (name.startsWith("States.") && !ERRORS.includes(name)) refuse(at, `${name} never reaches a handler here`);
  }
  if (names.includes("States.ALL") && names.length > 1) refuse(at, "States.ALL must stand alone");
};

const timestamp: Check = (value, at) => {
  if (timestampOf(value) === undefined) refuse(at, "must be an RFC 3339 time");
};

const FUNCTION = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}(?::[\w$-]+)?$/;

const resource: Check = (value, at) => {
  if (value === INVOKE || value === INVOKE_FOR_TOKEN || (typeof value === "string" && FUNCTION.test(value))) return;
  refuse(at, `only ${INVOKE}, ${INVOKE_FOR_TOKEN} and ARNs of functions are known here`);
};

/** Retriers or catchers: each with its fields, and the one for everything last. */
function handlers(fields: Readonly<Record<string, Check>>, required: readonly string[]): Check {
  return (value, at) => {
    const all = list(value, at);
    all.forEach((each, index) => {
      const where = inside(at, `[${index}]`);
      const handler = object(each, where);
      checkFields(handler, { ...fields, Comment: anything }, where);
      for (const key of required) if (handler[key] === undefined) refuse(inside(where, key), "is missing");
      const forAll = Array.isArray(handler["ErrorEquals"]) && handler["ErrorEquals"].includes("States.ALL");
      if (forAll && index < all.length - 1) refuse(where, "States.ALL must come last");
    });
  };
}

const COMMON = { Type: text, Comment: anything, QueryLanguage: only("JSONPath") };
const FLOW = { Next: text, End: isTrue };
const PATHS = { InputPath: pathOrNull, OutputPath: pathOrNull };
const RESULT = { ResultPath: placeOrNull, ResultSelector: template };
const HANDLING = {
  Retry: handlers(
    {
      ErrorEquals: errors,
      IntervalSeconds: seconds,
      MaxAttempts: integer(0, MOST_SECONDS),
      BackoffRate: numberFrom(1),
      MaxDelaySeconds: integer(1, 31_622_400),
      JitterStrategy: only("FULL", "NONE"),
    },
    ["ErrorEquals"],
  ),
  Catch: handlers({ ErrorEquals: errors, ResultPath: placeOrNull, Next: text }, ["ErrorEquals", "Next"]),
};

/** Parts that hold states of their own are checked by `checkStates`. */
const FIELDS: Readonly<Record<State["Type"], Readonly<Record<string, Check>>>> = {
  Task: {
    ...{ ...COMMON, ...FLOW, ...PATHS, ...RESULT, ...HANDLING },
    Resource: resource,
    Parameters: anything,
    TimeoutSeconds: seconds,
    TimeoutSecondsPath: path,
    HeartbeatSeconds: seconds,
    HeartbeatSecondsPath: path,
  },
  Pass: { ...COMMON, ...FLOW, ...PATHS, Parameters: template, Result: anything, ResultPath: placeOrNull },
  Wait: {
    ...{ ...COMMON, ...FLOW, ...PATHS },
    Seconds: integer(0, MOST_SECONDS),
    SecondsPath: path,
    Timestamp: timestamp,
    TimestampPath: path,
  },
  Choice: { ...COMMON, ...PATHS, Choices: anything, Default: text },
  Succeed: { ...COMMON, ...PATHS },
  Fail: { ...COMMON, Error: text, ErrorPath: expression, Cause: text, CausePath: expression },
  Parallel: { ...COMMON, ...FLOW, ...PATHS, ...RESULT, ...HANDLING, Parameters: template, Branches: list },
  Map: {
    ...{ ...COMMON, ...FLOW, ...PATHS, ...RESULT, ...HANDLING },
    ItemsPath: path,
    ItemSelector: template,
    ItemProcessor: object,
    MaxConcurrency: integer(0, 40),
  },
};

function oneOf(state: JsonObject, keys: readonly string[], at: Place): void {
  const given = keys.filter((key) => state[key] !== undefined);
  if (given.length !== 1) refuse(inside(at, keys.join("/")), `exactly one must be given, not ${given.length}`);
}

function notBoth(state: JsonObject, a: string, b: string, at: Place): void {
  if (state[a] !== undefined && state[b] !== undefined) refuse(inside(at, b), `cannot stand beside ${a}`);
}

function checkParameters(state: JsonObject, at: Place): void {
  const { Resource: named, Parameters: parameters } = state;
  const where = inside(at, "Parameters");
  if (named !== INVOKE && named !== INVOKE_FOR_TOKEN) {
    if (parameters !== undefined) checkTemplate(parameters, where);
    return;
  }
  const given = object(parameters, where);
  checkFields(given, { FunctionName: text, "FunctionName.$": text, Payload: anything, "Payload.$": text }, where);
  oneOf(given, ["FunctionName", "FunctionName.$"], where);
  const forToken = named === INVOKE_FOR_TOKEN;
  const handedOut = checkTemplate(given, where, forToken).some((each) => each.text === "$$.Task.Token");
  if (forToken && !handedOut) refuse(where, "a task that waits for its token must hand out $$.Task.Token");
}

function checkTask(state: JsonObject, at: Place): void {
  if (state["Resource"] === undefined) refuse(inside(at, "Resource"), "is missing");
  checkParameters(state, at);
  notBoth(state, "TimeoutSeconds", "TimeoutSecondsPath", at);
  notBoth(state, "HeartbeatSeconds", "HeartbeatSecondsPath", at);
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  const beats = heartbeat !== undefined || state["HeartbeatSecondsPath"] !== undefined;
  const where = inside(at, "HeartbeatSeconds");
  if (beats && state["Resource"] !== INVOKE_FOR_TOKEN) refuse(where, "only a task that waits for its token has any");
  if (typeof timeout === "number" && typeof heartbeat === "number" && heartbeat >= timeout) {
    refuse(where, "must be less than TimeoutSeconds");
  }
}

function checkChoice(state: JsonObject, at: Place): void {
  const where = inside(at, "Choices");
  list(state["Choices"], where).forEach((rule, index) => checkRule(rule, inside(where, `[${index}]`), true));
}

/** What the fields of one state must be to one another. */
function checkState(state: JsonObject, at: Place): void {
  const type = state["Type"];
  if (typeof type !== "string" || !Object.hasOwn(FIELDS, type)) return refuse(inside(at, "Type"), "is not known here");
  checkFields(state, FIELDS[type as State["Type"]], at);
  if (type !== "Choice" && type !== "Succeed" && type !== "Fail") oneOf(state, ["Next", "End"], at);
  if (type === "Task") checkTask(state, at);
  if (type === "Choice") checkChoice(state, at);
  if (type === "Wait") oneOf(state, ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"], at);
  if (type === "Fail") {
    notBoth(state, "Error", "ErrorPath", at);
    notBoth(state, "Cause", "CausePath", at);
  }
  if (type === "Parallel" && state["Branches"] === undefined) refuse(inside(at, "Branches"), "is missing");
  if (type === "Map" && state["ItemProcessor"] === undefined) refuse(inside(at, "ItemProcessor"), "is missing");
}

function nextOf(value: Json | undefined): readonly string[] {
  return isObject(value) && typeof value["Next"] === "string" ? [value["Next"]] : [];
}

function targetsOf(state: JsonObject): readonly string[] {
  const handled = [state["Choices"], state["Catch"]].flatMap((all) => (Array.isArray(all) ? all.flatMap(nextOf) : []));
  const fallback = typeof state["Default"] === "string" ? [state["Default"]] : [];
  return [...nextOf(state), ...handled, ...fallback];
}

/** Every state leads to one that exists beside it, and every state is led to. */
function checkGraph(startAt: Json | undefined, states: JsonObject, at: Place): void {
  if (typeof startAt !== "string" || !Object.hasOwn(states, startAt)) refuse(inside(at, "StartAt"), "names no state");
  const reached = new Set([startAt]);
  for (const name of reached) {
    for (const target of targetsOf(object(states[name], at))) {
      if (!Object.hasOwn(states, target)) refuse({ ...at, state: name, field: "Next" }, `there is no state ${target}`);
      reached.add(target);
    }
  }
  const lost = Object.keys(states).find((name) => !reached.has(name));
  if (lost !== undefined) refuse({ ...at, state: lost, field: "Next" }, "no state leads here");
}

function checkStates(holder: JsonObject, at: Place, found: Map<string, State>): void {
  const where = inside(at, "States");
  const states = object(holder["States"], where);
  for (const [name, value] of Object.entries(states)) {
    const here: Place = { machine: at.machine, state: name, field: "" };
    if (name === "" || name.length > 80) refuse(here, "a state's name has 1 to 80 characters");
    if (found.has(name)) refuse(here, "another state has this name");
    const state = object(value, here);
    checkState(state, here);
    found.set(name, state as unknown as State);
    checkBranches(state, here, found);
  }
  checkGraph(holder["StartAt"], states, at);
}

function checkBranches(state: JsonObject, at: Place, found: Map<string, State>): void {
  if (state["Type"] === "Parallel") {
    list(state["Branches"], inside(at, "Branches")).forEach((each, index) => {
      const where = inside(at, `Branches[${index}]`);
      const branch = object(each, where);
      checkFields(branch, { StartAt: text, States: object, Comment: anything }, where);
      checkStates(branch, where, found);
    });
  }
  if (state["Type"] === "Map") {
    const where = inside(at, "ItemProcessor");
    const processor = object(state["ItemProcessor"], where);
    checkFields(processor, { StartAt: text, States: object, Comment: anything, ProcessorConfig: inlineOnly }, where);
    checkStates(processor, where, found);
  }
}

const inlineOnly: Check = (value, at) => checkFields(object(value, at), { Mode: only("INLINE") }, at);

function parsed(machine: StateMachine, at: Place): JsonObject {
  const { definition } = machine;
  try {
    return object(JSON.parse(typeof definition === "string" ? definition : JSON.stringify(definition)) as Json, at);
  } catch (error) {
    if (error instanceof DefinitionError) throw error;
    return refuse(at, "is no JSON");
  }
}

const ARN = /^arn:aws:states:[a-z0-9-]+:\d{12}:stateMachine:([\w-]{1,80})$/;

/** The machine, ready to run. Throws a DefinitionError that names machine, state and field of what is unknown. */
export function loadMachine(machine: StateMachine): Machine {
  const { arn, roleArn } = machine;
  const name = ARN.exec(arn)?.[1];
  if (name === undefined) return refuse({ machine: arn, field: "arn" }, "is no ARN of a state machine");
  const type = machine.type ?? "STANDARD";
  if (type !== "STANDARD") refuse({ machine: name, field: "type" }, `${type} is not known here`);
  const definition = parsed(machine, { machine: name, field: "definition" });
  const at: Place = { machine: name, field: "" };
  const fields = { Comment: anything, QueryLanguage: only("JSONPath"), Version: only("1.0") };
  checkFields(definition, { ...fields, StartAt: text, States: object, TimeoutSeconds: seconds }, at);
  const states = new Map<string, State>();
  checkStates(definition, at, states);
  const json = JSON.stringify(definition);
  const id = createHash("sha256")
    .update(JSON.stringify([arn, roleArn, json]))
    .digest("hex")
    .slice(0, 32);
  const { TimeoutSeconds: timeout, StartAt: start } = definition;
  const startAt = typeof start === "string" ? start : "";
  const timeoutSeconds = typeof timeout === "number" ? timeout : undefined;
  return { id, arn, name, roleArn, definition: json, startAt, timeoutSeconds, states };
}
