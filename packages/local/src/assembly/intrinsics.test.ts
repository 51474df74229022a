import { describe, expect, it } from "vitest";
import { NO_VALUE, resolve, type Scope } from "./intrinsics.ts";

const scope: Scope = {
  ref: (name) => ({ "AWS::Region": "eu-west-1", "AWS::NoValue": NO_VALUE, Table: "wallets" })[name] ?? `ref:${name}`,
  attribute: (id, name) => `${id}->${name}`,
  exported: (name) => `exported:${name}`,
  mapping: (map, first, second) => `${map}/${first}/${second}`,
  condition: (name) => name === "IsProd",
};
const value = (source: unknown) => resolve(source, scope);

describe("intrinsic functions", () => {
  it.each([
    ["Ref", { Ref: "Table" }, "wallets"],
    ["Fn::GetAtt as a list", { "Fn::GetAtt": ["Table", "Arn"] }, "Table->Arn"],
    ["Fn::GetAtt as text", { "Fn::GetAtt": "Table.Stream.Arn" }, "Table->Stream.Arn"],
    ["Fn::Join", { "Fn::Join": ["-", ["a", { Ref: "Table" }, 3]] }, "a-wallets-3"],
    ["Fn::Split", { "Fn::Split": [":", "a:b:c"] }, ["a", "b", "c"]],
    ["Fn::Select", { "Fn::Select": ["1", { "Fn::Split": [":", "a:b"] }] }, "b"],
    ["Fn::Sub", { "Fn::Sub": "${Table} in ${AWS::Region} ${A.Arn} ${!kept}" }, "wallets in eu-west-1 A->Arn ${kept}"],
    ["Fn::Sub with values", { "Fn::Sub": ["${x}/${Table}", { x: { Ref: "Table" } }] }, "wallets/wallets"],
    ["Fn::ImportValue", { "Fn::ImportValue": { "Fn::Sub": "${Table}-arn" } }, "exported:wallets-arn"],
    ["Fn::FindInMap", { "Fn::FindInMap": ["M", { Ref: "AWS::Region" }, "k"] }, "M/eu-west-1/k"],
    ["Fn::If, true", { "Fn::If": ["IsProd", "yes", "no"] }, "yes"],
    ["Fn::If, false", { "Fn::If": ["IsDev", "yes", "no"] }, "no"],
    ["conditions", { "Fn::And": [{ Condition: "IsProd" }, { "Fn::Not": [{ "Fn::Equals": ["a", "b"] }] }] }, true],
    ["Fn::Base64", { "Fn::Base64": "hi" }, "aGk="],
  ])("%s", (_name, source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  it("resolves at any depth and leaves everything else as it is", () => {
    const source = { a: [{ b: { Ref: "Table" } }, 1, null], Condition: { StringEquals: { x: "y" } } };
    expect(value(source)).toEqual({ a: [{ b: "wallets" }, 1, null], Condition: { StringEquals: { x: "y" } } });
  });

  it("takes away what AWS::NoValue stands for", () => {
    expect(value({ a: { Ref: "AWS::NoValue" }, b: [{ Ref: "AWS::NoValue" }, 1] })).toEqual({ b: [1] });
  });

  it.each([
    ["an unknown function", { "Fn::GetAZs": "" }, "Fn::GetAZs"],
    ["an index outside the list", { "Fn::Select": [5, ["a"]] }, "Fn::Select"],
    ["an object where text belongs", { "Fn::Join": ["", [{ a: 1 }]] }, "Fn::Join"],
  ])("refuses %s", (_name, source, says) => {
    expect(() => value(source)).toThrow(says);
  });
});
