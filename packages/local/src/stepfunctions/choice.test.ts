import { describe, expect, it } from "vitest";
import { matches, ruleHolds } from "./choice.ts";
import type { Json, JsonObject } from "./types.ts";

const input: JsonObject = {
  s: "pear",
  n: 5,
  t: true,
  at: "2026-01-02T03:04:05Z",
  none: null,
  other: { s: "pear", n: 6, t: false, at: "2026-01-02T04:04:05+01:00" },
};

function holds(rule: Json) {
  return ruleHolds(rule as JsonObject, { input, context: { State: { RetryCount: 0 } } });
}

/** Variable, operator, operand, and whether it holds. */
const TABLE: readonly [string, string, Json, boolean][] = [
  ["$.s", "StringEquals", "pear", true],
  ["$.s", "StringEquals", "Pear", false],
  ["$.s", "StringLessThan", "pearl", true],
  ["$.s", "StringLessThan", "pear", false],
  ["$.s", "StringLessThanEquals", "pear", true],
  ["$.s", "StringGreaterThan", "apple", true],
  ["$.s", "StringGreaterThanEquals", "pear", true],
  ["$.s", "StringMatches", "p*r", true],
  ["$.n", "StringEquals", "5", false],
  ["$.n", "NumericEquals", 5, true],
  ["$.n", "NumericLessThan", 5, false],
  ["$.n", "NumericLessThanEquals", 5, true],
  ["$.n", "NumericGreaterThan", 4.5, true],
  ["$.n", "NumericGreaterThanEquals", 5, true],
  ["$.s", "NumericGreaterThan", 1, false],
  ["$.t", "BooleanEquals", true, true],
  ["$.t", "BooleanEquals", false, false],
  ["$.s", "BooleanEquals", true, false],
  ["$.at", "TimestampEquals", "2026-01-02T03:04:05.000Z", true],
  ["$.at", "TimestampLessThan", "2026-01-02T03:04:06Z", true],
  ["$.at", "TimestampLessThanEquals", "2026-01-02T03:04:05Z", true],
  ["$.at", "TimestampGreaterThan", "2026-01-02T03:04:05Z", false],
  ["$.at", "TimestampGreaterThanEquals", "2026-01-02T03:04:05Z", true],
  ["$.s", "TimestampEquals", "2026-01-02T03:04:05Z", false],
  ["$.s", "StringEqualsPath", "$.other.s", true],
  ["$.s", "StringLessThanPath", "$.other.n", false],
  ["$.n", "NumericLessThanPath", "$.other.n", true],
  ["$.t", "BooleanEqualsPath", "$.other.t", false],
  ["$.at", "TimestampEqualsPath", "$.other.at", true],
  ["$.s", "IsPresent", true, true],
  ["$.none", "IsPresent", true, true],
  ["$.missing", "IsPresent", true, false],
  ["$.missing", "IsPresent", false, true],
  ["$.none", "IsNull", true, true],
  ["$.s", "IsNull", false, true],
  ["$.s", "IsString", true, true],
  ["$.n", "IsNumeric", true, true],
  ["$.t", "IsBoolean", false, false],
  ["$.at", "IsTimestamp", true, true],
  ["$.s", "IsTimestamp", true, false],
  ["$$.State.RetryCount", "NumericEquals", 0, true],
];

describe("choice rules", () => {
  it.each(TABLE)("%s %s %j: %s", (Variable, operator, operand, result) => {
    expect(holds({ Variable, [operator]: operand })).toBe(result);
    expect(holds({ Not: { Variable, [operator]: operand } })).toBe(!result);
  });

  const yes = { Variable: "$.t", BooleanEquals: true };
  const no = { Variable: "$.t", BooleanEquals: false };

  it.each<[Json, boolean]>([
    [{ And: [yes, yes] }, true],
    [{ And: [yes, no] }, false],
    [{ Or: [no, yes] }, true],
    [{ Or: [no, no] }, false],
    [{ And: [{ Or: [no, yes] }, { Not: no }] }, true],
    [
      {
        And: [
          { Variable: "$.missing", IsPresent: true },
          { Variable: "$.missing", StringEquals: "x" },
        ],
      },
      false,
    ],
  ])("%j: %s", (rule, result) => {
    expect(holds(rule)).toBe(result);
  });

  it("cannot compare what is not there", () => {
    expect(() => holds({ Variable: "$.missing", StringEquals: "x" })).toThrow("Invalid path '$.missing'");
    expect(() => holds({ Variable: "$.s", StringEqualsPath: "$.missing" })).toThrow("Invalid path '$.missing'");
  });

  it.each([
    ["foo.log", "*.log", true],
    ["foo.log", "foo.*", true],
    ["fooxlog", "foo.log", false],
    ["a*b", "a\\*b", true],
    ["axb", "a\\*b", false],
    ["a\\b", "a\\\\b", true],
    ["line\nline", "line*line", true],
    ["(x)[y]-{z}", "(x)[y]-{z}", true],
    ["", "*", true],
    ["ab", "a", false],
  ])("%j against the pattern %j: %s", (value, pattern, result) => {
    expect(matches(value, pattern)).toBe(result);
  });
});
