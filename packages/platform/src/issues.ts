import type { FieldError } from "@cowry/core/kernel";
import type * as z from "zod/mini";

type Issue = z.core.$ZodIssue;

/** More would only help somebody who probes. */
const FIELD_ERRORS_MAX = 20;
const PATH_MAX = 128;
const MESSAGE_MAX = 256;

/**
 * What a schema found wrong, as field paths and sentences of our own: never a value that was sent,
 * because it may be a PIN. `at` prefixes paths outside the body: `query`, `path`.
 */
export function fieldErrors(issues: readonly Issue[], at?: "query" | "path" | "header"): readonly FieldError[] {
  return issues
    .flatMap((issue) => flatten(issue, []))
    .slice(0, FIELD_ERRORS_MAX)
    .map(({ path, message }) => ({ path: dotted(at === undefined ? path : [at, ...path]), message }));
}

interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function flatten(issue: Issue, outer: readonly PropertyKey[]): readonly Finding[] {
  const path = [...outer, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], message: "is not a field of this request" }));
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const branches = issue.errors.map((inner) => inner.flatMap((one) => flatten(one, path)));
    const [nearest = []] = branches.sort((a, b) => a.length - b.length);
    return nearest;
  }
  return [{ path, message: sentence(issue).slice(0, MESSAGE_MAX) }];
}

function dotted(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "body" : path.map(String).join(".").slice(0, PATH_MAX);
}

const UNITS: Readonly<Record<string, string>> = { string: " characters", array: " items", set: " items" };

function sentence(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${article(issue.expected)}`;
    case "too_small":
      return `must be at least ${String(issue.minimum)}${UNITS[issue.origin] ?? ""}`;
    case "too_big":
      return `must be at most ${String(issue.maximum)}${UNITS[issue.origin] ?? ""}`;
    case "invalid_format":
      return "has the wrong format";
    case "invalid_value":
      return issue.input === undefined ? "is required" : `must be one of ${issue.values.map(String).join(", ")}`;
    case "not_multiple_of":
      return `must be a multiple of ${String(issue.divisor)}`;
    case "custom":
      return issue.message === "Invalid input" || issue.message === "" ? "is not acceptable" : issue.message;
    case "unrecognized_keys":
    case "invalid_union":
    case "invalid_key":
    case "invalid_element":
      return "is not acceptable";
  }
}

function article(noun: string): string {
  if (noun === "int") return "an integer";
  return /^[aeio]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}
