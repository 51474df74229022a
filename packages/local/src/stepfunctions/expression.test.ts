import { describe, expect, it } from "vitest";
import { evaluate, parseExpression } from "./expression.ts";
import { putPath, readPath } from "./path.ts";
import { render } from "./template.ts";
import type { Json } from "./types.ts";

const input: Json = {
  a: { b: [10, { c: "deep" }] },
  "odd key": 1,
  "it's": 2,
  n: 4,
  text: "hi",
  none: null,
  json: '{"x":[1]}',
  list: [1, 2],
};
const scope = { input, context: { Execution: { Name: "run-1" } } };

describe("paths", () => {
  it.each<[string, Json | undefined]>([
    ["$", input],
    ["$.a.b[0]", 10],
    ["$.a.b[1].c", "deep"],
    ["$.a.b[-1].c", "deep"],
    ["$['odd key']", 1],
    ['$["odd key"]', 1],
    ["$['it\\'s']", 2],
    ["$.none", null],
    ["$.missing", undefined],
    ["$.missing.more", undefined],
    ["$.a.b[7]", undefined],
    ["$.text.length", undefined],
    ["$.constructor", undefined],
    ["$$.Execution.Name", "run-1"],
  ])("%s reads what lies there", (path, value) => {
    expect(readPath(path, scope)).toEqual(value);
  });

  it.each<[string, Json, Json]>([
    ["$", { a: 1 }, 9],
    ["$.b", { a: 1 }, { a: 1, b: 9 }],
    ["$.a", { a: 1 }, { a: 9 }],
    ["$.b.c.d", { a: 1 }, { a: 1, b: { c: { d: 9 } } }],
    ["$.a[1]", { a: [1, 2] }, { a: [1, 9] }],
    ["$['x y']", {}, { "x y": 9 }],
  ])("%s puts a value there and leaves the rest", (path, target, result) => {
    const before = structuredClone(target);
    expect(putPath(path, target, 9)).toEqual(result);
    expect(target).toEqual(before);
  });

  it.each<[string, Json]>([
    ["$.a.b", { a: 1 }],
    ["$.a", "text"],
    ["$.a", [1]],
    ["$.a[2]", { a: [1, 2] }],
    ["$.a[0]", {}],
  ])("%s cannot be put into %j", (path, target) => {
    expect(() => putPath(path, target, 9)).toThrow("Unable to apply ReferencePath");
  });
});

describe("intrinsic functions", () => {
  it.each<[string, Json]>([
    ["States.Format('plain')", "plain"],
    ["States.Format('{} of {}', $.n, 'x')", "4 of x"],
    ["States.Format('{}{}', $.none, true)", "nulltrue"],
    ["States.Format('it\\'s \\{{}\\} \\\\', 1)", "it's {1} \\"],
    ["States.StringToJson($.json)", { x: [1] }],
    ["States.JsonToString($.list)", "[1,2]"],
    ["States.MathAdd($.n, -1)", 3],
    ["States.Array()", []],
    ["States.Array(1, 'b', $.list, null)", [1, "b", [1, 2], null]],
    ["States.ArrayLength($.list)", 2],
    ["States.ArrayGetItem($.list, 1)", 2],
    ["States.StringToJson(States.Format('[{}, {}]', $.n, $['odd key']))", [4, 1]],
    ["States.Format( 'spaced {}' , $$.Execution.Name )", "spaced run-1"],
  ])("%s", (text, value) => {
    expect(evaluate(text, scope, "f.$")).toEqual(value);
  });

  it.each([
    ["States.Format('{}')", "must be a string, a number"],
    ["States.Format('{}', $.list)", "must be a string, a number"],
    ["States.Format('x', 1)", "1 arguments for 0 places"],
    ["States.Format('}')", "must be escaped"],
    ["States.StringToJson('{')", "no JSON"],
    ["States.MathAdd(1, 'a')", "must be an integer"],
    ["States.ArrayGetItem($.list, 5)", "has no item 5"],
    ["States.ArrayLength($.n)", "must be an array"],
  ])("%s fails as States.IntrinsicFailure", (text, cause) => {
    expect(() => evaluate(text, scope, "f.$")).toThrow(
      expect.objectContaining({ error: "States.IntrinsicFailure", message: expect.stringContaining(cause) as string }),
    );
  });

  it.each([
    "States.Format",
    "States.Format('a'",
    "States.Format('a') x",
    "States.MathAdd(1)",
    "States.Base64Encode('a')",
    "Other.Thing()",
    "States.Array(1 2)",
  ])("%s is refused", (text) => {
    expect(() => parseExpression(text)).toThrow();
  });

  it("gives a new UUID each time", () => {
    const uuid = () => evaluate("States.UUID()", scope, "f.$");
    expect(uuid()).toMatch(/^[0-9a-f-]{36}$/);
    expect(uuid()).not.toBe(uuid());
  });
});

describe("templates", () => {
  it("render every key that ends in .$ wherever it stands, and nothing else", () => {
    const template = { "a.$": "$.n", b: { "c.$": "$.a.b[1].c", d: "$.n" }, e: [{ "f.$": "$.text" }, "$.n"], g: null };
    expect(render(template, scope)).toEqual({ a: 4, b: { c: "deep", d: "$.n" }, e: [{ f: "hi" }, "$.n"], g: null });
  });

  it("fail as States.Runtime, saying path, field and input, when a path leads nowhere", () => {
    expect(() => render({ "a.$": "$.nowhere" }, { input: {}, context: {} })).toThrow(
      "The JSONPath '$.nowhere' specified for the field 'a.$' could not be found in the input '{}'",
    );
  });
});
