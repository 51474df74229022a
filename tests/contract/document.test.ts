import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parseEvent } from "@cowry/gateways/paystack";
import { SENT_EVENTS } from "@cowry/platform/openapi-webhooks";
import { exampleOf } from "../../scripts/example-form.ts";
import { document, type Json, routes, validator } from "../kit/document.ts";
import { mutationsOf, nastyTexts, propertiesOf } from "./mutations.ts";

/** docs/openapi.json by itself: as tight as the rules. */

interface Found {
  readonly at: string;
  readonly schema: Json;
}

/** Every schema in the document that says what a value is. */
function* schemasIn(value: unknown, at: string): Generator<Found> {
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* schemasIn(item, `${at}/${index}`);
    return;
  }
  const record = value as Json;
  if (typeof record["type"] === "string" && !at.includes("securitySchemes")) yield { at, schema: record };
  for (const [name, inner] of Object.entries(record)) {
    if (!["example", "examples", "default", "const", "enum"].includes(name)) yield* schemasIn(inner, `${at}/${name}`);
  }
}

const schemas = [...schemasIn(document, "")];
const of = (type: string) => schemas.filter(({ schema }) => schema["type"] === type);
const at = (found: readonly Found[]) => found.map((each) => each.at);
/** A pattern that ends, and repeats nothing without a bound. */
const bounds = (pattern: unknown) =>
  typeof pattern === "string" &&
  pattern.startsWith("^") &&
  pattern.endsWith("$") &&
  !/[^\\][*+]|\{\d+,\}/.test(pattern);

describe("docs/openapi.json", () => {
  it("bounds every text by a list, a length or a pattern", () => {
    const loose = of("string").filter(
      ({ schema }) =>
        schema["enum"] === undefined &&
        schema["const"] === undefined &&
        schema["maxLength"] === undefined &&
        // A file.
        schema["format"] !== "binary" &&
        !bounds(schema["pattern"]),
    );
    expect(at(loose)).toEqual([]);
  });

  it("bounds every number on both sides", () => {
    const loose = [...of("integer"), ...of("number")].filter(
      ({ schema }) =>
        schema["enum"] === undefined &&
        schema["const"] === undefined &&
        (schema["minimum"] ?? schema["exclusiveMinimum"]) === undefined &&
        (schema["maximum"] ?? schema["exclusiveMaximum"]) === undefined,
    );
    expect(at(loose)).toEqual([]);
  });

  it("has no number that is not an integer", () => expect(at(of("number"))).toEqual([]));

  it("bounds every list", () => {
    expect(at(of("array").filter(({ schema }) => schema["maxItems"] === undefined))).toEqual([]);
  });

  it("has no free object", () => {
    const free = of("object").filter(
      ({ at, schema }) => schema["additionalProperties"] === undefined && at !== PROBLEM_DETAILS && !isProviders(at),
    );
    expect(at(free)).toEqual([]);
  });

  it("has an example that fits for every body", () => {
    const misfits = routes.filter(({ operation }) => {
      const body = operation.requestBody?.content["application/json"];
      return body !== undefined && (body.example === undefined || !validator(body.schema)(body.example));
    });
    expect(misfits.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  it("has no two operations of one id, and as many operations as the manifest has routes", () => {
    const ids = routes.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const manifest = JSON.parse(
      readFileSync(path.resolve(import.meta.dirname, "../../packages/functions/manifest.json"), "utf8"),
    ) as { doors: { routes?: string[] }[] };
    const listed = manifest.doors.flatMap((door) => door.routes ?? []).filter((route) => route !== "$default");
    expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(listed.sort());
  });
});

/** Answers in JSON with their recorded example; aliases have their operation's. */
const answers = routes
  .filter(({ operation }) => operation["x-alias-of"] === undefined)
  .flatMap(({ operation: { operationId, responses } }) =>
    Object.entries(responses).flatMap(([status, { content }]) => {
      const { schema, examples } = content?.["application/json"] ?? {};
      const name = examples?.["recorded"]?.$ref.split("/").at(-1);
      const example = name === undefined ? undefined : document.components.examples[name]?.value;
      return schema === undefined ? [] : [{ at: `${operationId} ${status}`, schema, example }];
    }),
  );
const recorded = answers.filter(({ example }) => example !== undefined);

describe("the recorded answers", () => {
  it("are there for every success of every operation: npm run examples -- <a test that is given it>", () => {
    const missing = answers.filter(({ example }) => example === undefined);
    expect(missing.map(({ at }) => at)).toEqual([]);
    expect(answers.length).toBeGreaterThan(150);
  });

  it("are answers that their operations may give: npm run examples -- --again", () => {
    const misfits = recorded.filter(({ schema, example }) => !validator(schema)(example));
    expect(misfits.map(({ at }) => at)).toEqual([]);
  });

  it("have nothing of the run in them, be it a key or a token", () => {
    const own = recorded.filter(({ example }) => JSON.stringify(exampleOf(example)) !== JSON.stringify(example));
    expect(own.map(({ at }) => at)).toEqual([]);
    expect(JSON.stringify(recorded)).not.toMatch(/sk_(test|live)_|127\.0\.0\.1/);
  });
});

describe("the webhooks section", () => {
  it.each(SENT_EVENTS.map((sent) => [sent.event, sent] as const))("shows %s as we read it", (_, sent) => {
    const read = parseEvent(Buffer.from(JSON.stringify(sent)));
    expect(read).toMatchObject({
      kind: expect.stringMatching(/^(charge|transfer|refund|identification|dispute)$/) as string,
    });
  });
});

/** Narrowed by each code's own problem. */
const PROBLEM_DETAILS = "/components/schemas/Problem/properties/details";
/** What another company sends: its shape is theirs. */
const isProviders = (at: string) => /webhook|withdraw\/approval/.test(at);

describe("the mutations that the contract tests send", () => {
  const schema: Json = {
    type: "object",
    properties: {
      amount: { type: "integer", minimum: 1, maximum: 10 },
      to: { type: "object", properties: { name: { type: "string", maxLength: 3 } }, required: ["name"] },
      kind: { type: "string", enum: ["x"] },
    },
    required: ["amount", "to"],
  };
  const mutations = mutationsOf(schema, { amount: 5, to: { name: "a" } });
  const paths = (wanted: string) => mutations.filter((mutation) => mutation.paths.join() === wanted).length;

  it("spoil every field, given or not, at every depth", () => {
    for (const path of ["amount", "to", "kind", "to.name", "unexpected", "to.unexpected"]) {
      expect([path, paths(path) > 0]).toEqual([path, true]);
    }
  });

  it("never spoil what is right", () => {
    const right = mutations.filter(
      ({ value, paths: [path] }) => path !== "unexpected" && path !== "to.unexpected" && validator(schema)(value),
    );
    expect(right).toEqual([]);
  });

  it("blame any alternative of a union for the field that tells them apart", () => {
    const branch = (name: string) => ({
      type: "object",
      properties: { [name]: { type: "string" }, amount: { type: "integer" } },
      required: [name, "amount"],
      additionalProperties: false,
    });
    const union = mutationsOf({ anyOf: [branch("a"), branch("b")] }, { a: "x", amount: 1 });
    expect(union.find(({ title }) => title === "without a")?.paths).toEqual(["a", "b"]);
    expect(union.find(({ title }) => title === "without amount")?.paths).toEqual(["amount"]);
  });

  it("find texts that a parameter refuses", () => {
    expect(nastyTexts({ type: "integer", minimum: 1, maximum: 100 })).toContain("101");
    expect(nastyTexts({ type: "string", enum: ["x"] })).not.toContain("x");
    expect(propertiesOf({})).toEqual({});
  });
});
