import { runtimeError } from "./failure.ts";
import { checkFields, inside, list, object, path, refuse, text, type Check, type Place } from "./field.ts";
import { isList, isObject, readPath, type Scope } from "./path.ts";
import type { Rule } from "./definition.ts";
import type { Json } from "./types.ts";

type Kind = "String" | "Numeric" | "Boolean" | "Timestamp";
type Relation = "Equals" | "LessThan" | "LessThanEquals" | "GreaterThan" | "GreaterThanEquals";

const COMPARISON =
  /^(?:(String|Numeric|Timestamp)(Equals|(?:LessThan|GreaterThan)(?:Equals)?)|(Boolean)(Equals))(Path)?$/;

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds of an RFC 3339 time as the States Language takes it; undefined when `value` is none. */
export function timestampOf(value: Json | undefined): number | undefined {
  if (typeof value !== "string" || !TIMESTAMP.test(value)) return undefined;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : atMs;
}

interface Comparison {
  readonly kind: Kind;
  readonly relation: Relation;
  readonly byPath: boolean;
}

function comparisonOf(operator: string): Comparison | undefined {
  const found = COMPARISON.exec(operator);
  if (found === null) return undefined;
  const [, ordered, orderedRelation, equal, equalRelation, byPath] = found;
  const relation = (orderedRelation ?? equalRelation) as Relation;
  return { kind: (ordered ?? equal) as Kind, relation, byPath: byPath !== undefined };
}

/** The value in a form that can be compared; undefined when it is not of the kind. */
function comparable(kind: Kind, value: Json | undefined): string | number | boolean | undefined {
  switch (kind) {
    case "String":
      return typeof value === "string" ? value : undefined;
    case "Numeric":
      return typeof value === "number" ? value : undefined;
    case "Boolean":
      return typeof value === "boolean" ? value : undefined;
    case "Timestamp":
      return timestampOf(value);
  }
}

function holds(relation: Relation, a: string | number | boolean, b: string | number | boolean): boolean {
  switch (relation) {
    case "Equals":
      return a === b;
    case "LessThan":
      return a < b;
    case "LessThanEquals":
      return a <= b;
    case "GreaterThan":
      return a > b;
    case "GreaterThanEquals":
      return a >= b;
  }
}

/** `*` stands for any characters; a backslash makes it (and itself) literal. */
export function matches(value: string, pattern: string): boolean {
  const source = pattern.replaceAll(/\\([*\\])|\*|[^]/gu, (match: string, escaped: string | undefined) =>
    match === "*" ? "[^]*" : (escaped ?? match).replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&"),
  );
  return new RegExp(`^${source}$`, "u").test(value);
}

/** The tests that take a boolean: does the value have this nature? */
const NATURES: Readonly<Record<string, (value: Json) => boolean>> = {
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === "string",
  IsNumeric: (value) => typeof value === "number",
  IsBoolean: (value) => typeof value === "boolean",
  IsTimestamp: (value) => timestampOf(value) !== undefined,
};

const boolean: Check = (value, at) => {
  if (typeof value !== "boolean") refuse(at, "must be true or false");
};

function checkOperand(operator: string, value: Json, at: Place): void {
  if (operator === "IsPresent" || Object.hasOwn(NATURES, operator)) {
    boolean(value, at);
    return;
  }
  if (operator === "StringMatches") {
    text(value, at);
    return;
  }
  const comparison = comparisonOf(operator);
  if (comparison === undefined) return refuse(at, "this comparison is not known here");
  if (comparison.byPath) {
    path(value, at);
    return;
  }
  if (comparable(comparison.kind, value) === undefined) refuse(at, `must be a value of kind ${comparison.kind}`);
}

/** Refuses a choice rule that this interpreter does not evaluate. Only the outermost has a Next. */
export function checkRule(value: Json, at: Place, outermost: boolean): void {
  const { Next, Comment, Variable, ...rest } = object(value, at);
  checkFields(
    { ...(Next !== undefined && { Next }), ...(Comment !== undefined && { Comment }) },
    { Next: text, Comment: text },
    at,
  );
  if (outermost !== (Next !== undefined)) refuse(inside(at, "Next"), outermost ? "is missing" : "does not belong here");
  const [operator, ...more] = Object.keys(rest);
  if (operator === undefined || more.length > 0) refuse(at, "must have exactly one operator");
  const operand = rest[operator] ?? null;
  const where = inside(at, operator);
  if (operator === "Not") {
    checkRule(operand, where, false);
    return;
  }
  if (operator === "And" || operator === "Or") {
    list(operand, where).forEach((each, index) => checkRule(each, inside(where, `[${index}]`), false));
    return;
  }
  if (Variable === undefined) refuse(inside(at, "Variable"), "is missing");
  path(Variable, inside(at, "Variable"));
  checkOperand(operator, operand, where);
}

function found(text: string, scope: Scope): Json {
  const value = readPath(text, scope);
  if (value !== undefined) return value;
  throw runtimeError(`Invalid path '${text}': The choice state's condition path references an invalid value.`);
}

/** Whether the rule holds. A value of another kind than the operator's compares as false, as the language says. */
export function ruleHolds(rule: Rule, scope: Scope): boolean {
  const { Next: _next, Comment: _comment, Variable: variable, ...rest } = rule;
  const [entry] = Object.entries(rest);
  if (entry === undefined) return false;
  const [operator, operand] = entry;
  if (operator === "Not") return isObject(operand) && !ruleHolds(operand, scope);
  if (operator === "And") return isList(operand) && operand.every((each) => isObject(each) && ruleHolds(each, scope));
  if (operator === "Or") return isList(operand) && operand.some((each) => isObject(each) && ruleHolds(each, scope));
  if (typeof variable !== "string") return false;
  if (operator === "IsPresent") return operand === (readPath(variable, scope) !== undefined);
  const value = found(variable, scope);
  const nature = Object.hasOwn(NATURES, operator) ? NATURES[operator] : undefined;
  if (nature !== undefined) return nature(value) === operand;
  const words = typeof operand === "string" ? operand : "";
  if (operator === "StringMatches") return typeof value === "string" && matches(value, words);
  const comparison = comparisonOf(operator);
  if (comparison === undefined) return false;
  const a = comparable(comparison.kind, value);
  const b = comparable(comparison.kind, comparison.byPath ? found(words, scope) : operand);
  return a !== undefined && b !== undefined && holds(comparison.relation, a, b);
}
