import { describe, expect, it } from "vitest";
import { matches, patternProblems } from "./pattern.ts";

const insert = {
  eventName: "INSERT",
  dynamodb: { NewImage: { t: { S: "journal" }, kind: { S: "payout" }, n: { N: "5" }, tags: { SS: ["a", "b"] } } },
  count: 5,
  empty: null,
};

describe("event patterns", () => {
  it.each([
    ["equality", { eventName: ["INSERT", "MODIFY"] }, true],
    ["equality that fails", { eventName: ["REMOVE"] }, false],
    ["nested equality", { dynamodb: { NewImage: { t: { S: ["journal"] } } } }, true],
    ["all fields together", { eventName: ["INSERT"], dynamodb: { NewImage: { kind: { S: ["topup"] } } } }, false],
    ["a field that is not there", { dynamodb: { OldImage: { t: { S: ["journal"] } } } }, false],
    ["null", { empty: [null] }, true],
    ["prefix", { dynamodb: { NewImage: { kind: { S: [{ prefix: "pay" }] } } } }, true],
    ["suffix", { dynamodb: { NewImage: { kind: { S: [{ suffix: "out" }] } } } }, true],
    ["any member of an array", { dynamodb: { NewImage: { tags: { SS: ["b"] } } } }, true],
    ["anything-but one value", { eventName: [{ "anything-but": "REMOVE" }] }, true],
    ["anything-but a list", { eventName: [{ "anything-but": ["INSERT", "REMOVE"] }] }, false],
    ["anything-but a prefix", { eventName: [{ "anything-but": { prefix: "INS" } }] }, false],
    ["anything-but, of a field that is not there", { odd: [{ "anything-but": "x" }] }, false],
    ["exists", { dynamodb: { NewImage: { t: { S: [{ exists: true }] } } } }, true],
    ["exists false, of a leaf that is there", { eventName: [{ exists: false }] }, false],
    [
      "exists false, under a branch that is not there",
      { dynamodb: { OldImage: { ag: { N: [{ exists: false }] } } } },
      true,
    ],
    ["numeric range", { count: [{ numeric: [">", 0, "<=", 5] }] }, true],
    ["numeric range that fails", { count: [{ numeric: ["<", 5] }] }, false],
    ["$or", { $or: [{ eventName: ["REMOVE"] }, { count: [5] }] }, true],
    ["equals-ignore-case", { eventName: [{ "equals-ignore-case": "insert" }] }, true],
  ])("%s", (_name, pattern, expected) => {
    expect(matches(pattern, insert)).toBe(expected);
  });

  it("finds exists to be about leaves only, as AWS does: an attribute value's object is none", () => {
    expect(matches({ dynamodb: { NewImage: { t: [{ exists: true }] } } }, insert)).toBe(false);
    expect(matches({ dynamodb: { NewImage: { t: [{ exists: false }] } } }, insert)).toBe(true);
  });

  it("never takes DynamoDB's numbers, which are text, for numbers", () => {
    expect(matches({ dynamodb: { NewImage: { n: { N: [{ numeric: ["=", 5] }] } } } }, insert)).toBe(false);
    expect(matches({ dynamodb: { NewImage: { n: { N: ["5"] } } } }, insert)).toBe(true);
  });

  it("names operators that are not known, and patterns that are none", () => {
    expect(patternProblems({ a: { b: [{ cidr: "10.0.0.0/8" }] } })).toEqual([
      "a.b: the operator cidr is not known here",
    ]);
    expect(patternProblems({ a: "text" })).toEqual(["a should be an object"]);
    expect(patternProblems({ $or: [{ a: [{ wildcard: "*" }] }] })).toHaveLength(1);
  });
});
