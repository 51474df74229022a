import { parseExpression, pathsOf } from "./expression.ts";
import { DefinitionError } from "./failure.ts";
import { isList, isObject, parsePath, type Path } from "./path.ts";
import { doubledKeys, eachExpression } from "./template.ts";
import type { Json, JsonObject } from "./types.ts";

/** Where in which machine a value stands, for the message of a refusal. */
export interface Place {
  readonly machine: string;
  readonly state?: string;
  readonly field: string;
}

export type Check = (value: Json, at: Place) => void;

export function refuse(at: Place, why: string): never {
  const state = at.state === undefined ? "" : `, state ${at.state}`;
  const field = at.field === "" ? "" : `, ${at.field}`;
  throw new DefinitionError(`state machine ${at.machine}${state}${field}: ${why}`);
}

export function inside(at: Place, field: string): Place {
  if (at.field === "") return { ...at, field };
  return { ...at, field: field.startsWith("[") ? `${at.field}${field}` : `${at.field}.${field}` };
}

/** Refuses every key that is not in `known`, and checks the others. */
export function checkFields(value: JsonObject, known: Readonly<Record<string, Check>>, at: Place): void {
  for (const [key, given] of Object.entries(value)) {
    const check = Object.hasOwn(known, key) ? known[key] : undefined;
    if (check === undefined) refuse(inside(at, key), "this field is not known here");
    check(given, inside(at, key));
  }
}

export function object(value: Json | undefined, at: Place): JsonObject {
  return isObject(value) ? value : refuse(at, "must be an object");
}

export function list(value: Json | undefined, at: Place): readonly Json[] {
  return isList(value) && value.length > 0 ? value : refuse(at, "must be an array that is not empty");
}

export const anything: Check = () => undefined;

export const text: Check = (value, at) => {
  if (typeof value !== "string" || value === "") refuse(at, "must be a string that is not empty");
};

export const isTrue: Check = (value, at) => {
  if (value !== true) refuse(at, "must be true");
};

export function only(...allowed: readonly string[]): Check {
  return (value, at) => {
    if (typeof value !== "string" || !allowed.includes(value))
      refuse(at, `only ${allowed.join(" and ")} are known here`);
  };
}

export function integer(least: number, most: number): Check {
  return (value, at) => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
      refuse(at, `must be an integer from ${least} to ${most}`);
    }
  };
}

export function numberFrom(least: number): Check {
  return (value, at) => {
    if (typeof value !== "number" || value < least) refuse(at, `must be a number of at least ${least}`);
  };
}

const CONTEXT: Readonly<Record<string, readonly string[]>> = {
  Execution: ["Id", "Input", "Name", "RoleArn", "StartTime"],
  StateMachine: ["Id", "Name"],
  State: ["EnteredTime", "Name", "RetryCount"],
  Task: ["Token"],
  Map: ["Item"],
};

function checkContext(path: Path, at: Place, token: boolean): void {
  const [group, name] = path.steps;
  const names = typeof group === "string" && Object.hasOwn(CONTEXT, group) ? CONTEXT[group] : undefined;
  if (names === undefined || (name !== undefined && !names.includes(String(name)))) {
    refuse(at, `the context object has no '${path.text}' here`);
  }
  if (group === "Task" && !token) refuse(at, "only the Parameters of a task that waits for its token have one");
}

function understood<T>(read: () => T, at: Place): T {
  try {
    return read();
  } catch (error) {
    return refuse(at, error instanceof Error ? error.message : String(error));
  }
}

/** A path into the state's data or the context object. */
export const path: Check = (value, at) => {
  if (typeof value !== "string") refuse(at, "must be a path");
  const parsed = understood(() => parsePath(value), at);
  if (parsed.root === "$$") checkContext(parsed, at, false);
};

export const pathOrNull: Check = (value, at) => {
  if (value !== null) path(value, at);
};

/** Where a result may be put: the state's data, never the context. */
export const placeOrNull: Check = (value, at) => {
  if (value === null) return;
  if (typeof value !== "string") refuse(at, "must be a path or null");
  const parsed = understood(() => parsePath(value), at);
  if (parsed.root === "$$") refuse(at, "a result cannot be put into the context object");
  if (parsed.steps.some((step) => typeof step === "number" && step < 0)) refuse(at, "a position cannot be negative");
};

function checkExpression(value: unknown, at: Place, token: boolean): readonly Path[] {
  if (typeof value !== "string") refuse(at, "must be a path or an intrinsic function");
  const paths = pathsOf(understood(() => parseExpression(value), at));
  for (const each of paths) if (each.root === "$$") checkContext(each, at, token);
  return paths;
}

/** A path or an intrinsic function, as ErrorPath and CausePath take them. */
export const expression: Check = (value, at) => {
  checkExpression(value, at, false);
};

/** A payload template. `token`: whether `$$.Task.Token` exists there. Answers the paths that it reads. */
export function checkTemplate(value: Json, at: Place, token = false): readonly Path[] {
  const template = object(value, at);
  const [doubled] = doubledKeys(template);
  if (doubled !== undefined) refuse(at, `'${doubled}' is given twice, once with .$`);
  const paths: Path[] = [];
  eachExpression(template, (each, field) => paths.push(...checkExpression(each, inside(at, field), token)));
  return paths;
}

export const template: Check = (value, at) => {
  checkTemplate(value, at);
};
