import { describe, expect, it } from "vitest";
import { findingsIn } from "./lint-openapi.ts";

const problem = { description: "No.", content: { "application/json": { schema: { type: "string" } } } };
const operation = {
  operationId: "purse/get",
  summary: "Read a purse",
  tags: ["purse"],
  security: [],
  responses: {
    200: {
      description: "It.",
      content: { "application/json": { schema: { type: "integer" }, examples: { recorded: { value: 5 } } } },
    },
    400: problem,
  },
};
const document = {
  openapi: "3.1.0",
  info: { title: "Purse", version: "1", license: { name: "MIT", identifier: "MIT" } },
  servers: [{ url: "/" }],
  tags: [{ name: "purse", description: "Purses." }],
  paths: { "/purse": { get: operation } },
};
const withOperation = (change: object) => ({ ...document, paths: { "/purse": { get: { ...operation, ...change } } } });

describe("the rules for the API document", () => {
  it("find nothing in one that is right", async () => expect(await findingsIn(document, [])).toEqual([]));

  const ok = operation.responses[200].content["application/json"];
  const wrong = { ...operation.responses[200], content: { "application/json": { ...ok, example: "five" } } };
  it.each([
    ["operation-summary", withOperation({ summary: undefined })],
    ["operation-4xx-response", withOperation({ responses: { 200: operation.responses[200] } })],
    ["no-unresolved-refs", withOperation({ responses: { 200: problem, 400: { $ref: "#/components/none" } } })],
    ["no-invalid-media-type-examples", withOperation({ responses: { 200: wrong, 400: problem } })],
    ["security-defined", withOperation({ security: [{ nobody: [] }] })],
    ["tag-description", { ...document, tags: [{ name: "purse" }] }],
    ["no-unused-components", { ...document, components: { schemas: { Idle: { type: "string" } } } }],
    ["struct", { ...document, paths: { "/purse": { get: { ...operation, rspnses: {} } } } }],
  ])("find a violation of %s", async (rule, planted) => {
    expect((await findingsIn(planted, [])).map((line) => line.split(" ")[0])).toContain(rule);
  });

  it("tell of an allowance that nothing needs", async () => {
    const idle = { rule: "tag-description", at: /purse/, reason: "None." };
    expect(await findingsIn(document, [idle])).toEqual(["tag-description /purse/: is allowed and found nowhere"]);
  });
});
