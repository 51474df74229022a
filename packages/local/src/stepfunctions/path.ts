import { StateError } from "./failure.ts";
import type { Json, JsonObject } from "./types.ts";

/**
 * The JSONPath our machines use: members and array positions of the state's data (`$`) or of the context object
 * (`$$`). Wildcards, slices, filters and descent give several values and are refused.
 */
export interface Path {
  readonly text: string;
  readonly root: "$" | "$$";
  readonly steps: readonly (string | number)[];
}

/** What a path is read from. */
export interface Scope {
  readonly input: Json;
  readonly context: JsonObject;
}

const STEP = /\.([\p{L}\p{N}_-]+)|\['((?:[^'\\]|\\.)+)'\]|\["((?:[^"\\]|\\.)+)"\]|\[(-?\d+)\]/uy;

const known = new Map<string, Path>();

/** The path that `text` says. Throws a plain Error with the reason. */
export function parsePath(text: string): Path {
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  const root = text.startsWith("$$") ? "$$" : "$";
  if (!text.startsWith("$")) throw new Error(`'${text}' is no path: it must start with $`);
  const steps: (string | number)[] = [];
  STEP.lastIndex = root.length;
  for (let at: number = root.length; at < text.length; at = STEP.lastIndex) {
    const step = STEP.exec(text);
    if (step === null) {
      throw new Error(
        `the path '${text}' is not known here from '${text.slice(at)}' on: only .name, ['name'] and [n] are`,
      );
    }
    const [, dotted, single, double, index] = step;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(dotted ?? (single ?? double ?? "").replaceAll(/\\(.)/g, "$1"));
  }
  const path: Path = { text, root, steps };
  known.set(text, path);
  return path;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Array.isArray that keeps the element type. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function member(of: Json, step: string | number): Json | undefined {
  if (isList(of)) return typeof step === "number" ? of.at(step) : undefined;
  // Own members only: `$.constructor` of plain data is absent, not a function.
  return isObject(of) && typeof step === "string" && Object.hasOwn(of, step) ? of[step] : undefined;
}

/** What lies at the path; undefined when nothing does. */
export function readPath(text: string, scope: Scope): Json | undefined {
  const path = parsePath(text);
  let value: Json | undefined = path.root === "$$" ? scope.context : scope.input;
  for (const step of path.steps) {
    if (value === undefined) return undefined;
    value = member(value, step);
  }
  return value;
}

function mismatch(path: Path, target: Json): StateError {
  return new StateError(
    "States.ResultPathMatchFailure",
    `Unable to apply ReferencePath ${path.text} to input ${JSON.stringify(target)}`,
  );
}

function placed(path: Path, depth: number, target: Json | undefined, value: Json, whole: Json): Json {
  const step = path.steps[depth];
  if (step === undefined) return value;
  if (typeof step === "number") {
    // A position must exist: the language does not grow arrays.
    if (!isList(target) || step < 0 || step >= target.length) throw mismatch(path, whole);
    return target.with(step, placed(path, depth + 1, target[step], value, whole));
  }
  if (target !== undefined && !isObject(target)) throw mismatch(path, whole);
  const old = target === undefined ? undefined : member(target, step);
  // fromEntries makes own members, `__proto__` included.
  return Object.fromEntries([...Object.entries(target ?? {}), [step, placed(path, depth + 1, old, value, whole)]]);
}

/** A copy of `target` with `value` at the path; objects on the way are made as needed. */
export function putPath(text: string, target: Json, value: Json): Json {
  return placed(parsePath(text), 0, target, value, target);
}
