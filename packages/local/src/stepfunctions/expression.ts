import { randomUUID } from "node:crypto";
import { runtimeError, StateError } from "./failure.ts";
import { isList, parsePath, readPath, type Path, type Scope } from "./path.ts";
import type { Json } from "./types.ts";

/** What may stand behind a `.$`: a path, or an intrinsic function whose arguments are expressions again. */
export type Expression =
  | { readonly kind: "path"; readonly path: Path }
  | { readonly kind: "literal"; readonly value: Json; /** with its backslashes */ readonly raw?: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] };

type Call = (args: readonly Json[]) => Json;

function failure(cause: string): StateError {
  return new StateError("States.IntrinsicFailure", cause);
}

function integer(value: Json | undefined, what: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw failure(`${what} must be an integer, not ${JSON.stringify(value)}`);
}

function list(value: Json | undefined, what: string): readonly Json[] {
  if (isList(value)) return value;
  throw failure(`${what} must be an array, not ${JSON.stringify(value)}`);
}

/** `{}` takes the next argument; braces and backslashes of the text itself are escaped by a backslash. */
function format([template, ...args]: readonly Json[]): Json {
  if (typeof template !== "string") throw failure("the template of States.Format must be a string");
  let next = 0;
  const text = template.replaceAll(/\\([^])|\{\}|[{}]/g, (match: string, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (match !== "{}") throw failure(`'${match}' in the template of States.Format must be escaped`);
    const value = args[next++];
    if (value === undefined || (typeof value === "object" && value !== null)) {
      throw failure(`argument ${next} of States.Format must be a string, a number, a boolean or null`);
    }
    return typeof value === "string" ? value : JSON.stringify(value);
  });
  if (next !== args.length) throw failure(`States.Format has ${args.length} arguments for ${next} places`);
  return text;
}

function fromText([text]: readonly Json[]): Json {
  if (typeof text !== "string") throw failure("States.StringToJson needs a string");
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw failure("States.StringToJson was given a string that is no JSON");
  }
}

function item([values, index]: readonly Json[]): Json {
  const position = integer(index, "the index of States.ArrayGetItem");
  const found = list(values, "States.ArrayGetItem")[position];
  if (found === undefined) throw failure(`States.ArrayGetItem has no item ${position}`);
  return found;
}

/** Every function known here, with how many arguments it takes. */
const CALLS: ReadonlyMap<string, { readonly least: number; readonly most: number; readonly run: Call }> = new Map([
  ["States.Format", { least: 1, most: Infinity, run: format }],
  ["States.StringToJson", { least: 1, most: 1, run: fromText }],
  ["States.JsonToString", { least: 1, most: 1, run: ([value]: readonly Json[]) => JSON.stringify(value) }],
  [
    "States.MathAdd",
    {
      least: 2,
      most: 2,
      run: ([a, b]: readonly Json[]) => integer(a, "States.MathAdd") + integer(b, "States.MathAdd"),
    },
  ],
  ["States.Array", { least: 0, most: Infinity, run: (args: readonly Json[]) => args }],
  ["States.ArrayLength", { least: 1, most: 1, run: ([a]: readonly Json[]) => list(a, "States.ArrayLength").length }],
  ["States.ArrayGetItem", { least: 2, most: 2, run: item }],
  ["States.UUID", { least: 0, most: 0, run: () => randomUUID() }],
]);

const SPACE = /\s*/y;
const NAME = /States\.[A-Za-z0-9]+/y;
const TEXT = /'((?:[^'\\]|\\[^])*)'/y;
const PATH = /\$(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,)\s'"])*/y;
const WORD = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Reads `text` from left to right. */
class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  take(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.at;
    const found = token.exec(this.text) ?? undefined;
    if (found !== undefined) this.at = token.lastIndex;
    return found;
  }

  takeSign(sign: string): boolean {
    this.take(SPACE);
    if (!this.text.startsWith(sign, this.at)) return false;
    this.at += sign.length;
    this.take(SPACE);
    return true;
  }

  wrong(): Error {
    return new Error(`'${this.text}' cannot be understood from '${this.text.slice(this.at)}' on`);
  }
}

function readCall(reader: Reader, name: string): Expression {
  const known = CALLS.get(name);
  if (known === undefined) throw new Error(`the intrinsic function ${name} is not known here`);
  if (!reader.takeSign("(")) throw reader.wrong();
  const args: Expression[] = [];
  while (!reader.takeSign(")")) {
    if (args.length > 0 && !reader.takeSign(",")) throw reader.wrong();
    args.push(readArgument(reader));
  }
  if (args.length < known.least || args.length > known.most) throw new Error(`${name} with ${args.length} arguments`);
  return { kind: "call", name, args };
}

function readArgument(reader: Reader): Expression {
  const name = reader.take(NAME);
  if (name !== undefined) return readCall(reader, name[0]);
  const text = reader.take(TEXT)?.[1];
  if (text !== undefined) return { kind: "literal", value: text.replaceAll(/\\([^])/g, "$1"), raw: text };
  const path = reader.take(PATH);
  if (path !== undefined) return { kind: "path", path: parsePath(path[0]) };
  const word = reader.take(WORD);
  if (word !== undefined) return { kind: "literal", value: JSON.parse(word[0]) as Json };
  throw reader.wrong();
}

const known = new Map<string, Expression>();

/** The expression that `text` says. Throws a plain Error with the reason. */
export function parseExpression(text: string): Expression {
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  if (text.startsWith("$")) return { kind: "path", path: parsePath(text) };
  const reader = new Reader(text);
  const name = reader.take(NAME);
  if (name === undefined) throw new Error(`'${text}' must be a path or an intrinsic function`);
  const expression = readCall(reader, name[0]);
  if (reader.at !== text.length) throw reader.wrong();
  known.set(text, expression);
  return expression;
}

/** Every path that the expression reads. */
export function pathsOf(expression: Expression): readonly Path[] {
  if (expression.kind === "path") return [expression.path];
  return expression.kind === "call" ? expression.args.flatMap(pathsOf) : [];
}

function valueOf(expression: Expression, scope: Scope, field: string): Json {
  if (expression.kind === "literal") return expression.value;
  if (expression.kind === "path") {
    const { text } = expression.path;
    const value = readPath(text, scope);
    if (value !== undefined) return value;
    const input = JSON.stringify(scope.input);
    throw runtimeError(
      `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${input}'`,
    );
  }
  const call = CALLS.get(expression.name);
  if (call === undefined) throw runtimeError(`the intrinsic function ${expression.name} is not known here`);
  const args = expression.args.map((argument, index) =>
    // A literal template keeps its backslashes: they tell a brace from a place.
    expression.name === "States.Format" && index === 0 && argument.kind === "literal" && argument.raw !== undefined
      ? argument.raw
      : valueOf(argument, scope, field),
  );
  return call.run(args);
}

/** The expression's value; `field` is named when a path leads nowhere. */
export function evaluate(text: string, scope: Scope, field: string): Json {
  return valueOf(parseExpression(text), scope, field);
}
