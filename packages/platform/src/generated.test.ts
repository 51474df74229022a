import { errors as kernelErrors } from "@cowry/core/kernel";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as z from "zod/mini";
import { describe, expect, it } from "vitest";
import { errorCatalogue } from "./catalogue.ts";
import { everything, httpDoor, list, pay, sampleErrors, sweep } from "./definitions.testkit.ts";
import type { EndpointDefinition } from "./definition.ts";
import { findings } from "./findings.ts";
import { manifestOf } from "./manifest.ts";
import { openApi } from "./openapi.ts";
import { toProblem } from "./problem.ts";

const workflow = { id: "purse/flow", asl: { States: { A: { Resource: "${purse/count}" } } } };

describe("the manifest", () => {
  it("names every door with its routes, its grants and what its kind needs", () => {
    const manifest = manifestOf(everything, [workflow]);
    expect(manifest.doors.map(({ id }) => id)).toEqual([
      "purse/count",
      "purse/list",
      "purse/pay",
      "purse/sweep",
      "purse/watch",
    ]);
    expect(manifest.doors[2]).toEqual({
      id: "purse/pay",
      domain: "purse",
      kind: "http",
      file: "packages/functions/src/purse/pay.ts",
      routes: ["POST /api/v1/purse/{id}/payments", "POST /purse/{id}/pay"],
      timeoutSeconds: 10,
      memoryMb: 512,
      uses: { table: "write", secrets: ["PIN_PEPPERS", "TOKEN_PUBLIC_KEYS"] },
    });
    expect(manifest.doors[3]).toMatchObject({ kind: "cron", schedule: "cron(0 2 * * ? *)" });
    expect(manifest.doors[4]).toMatchObject({ kind: "stream", filter: { eventName: ["INSERT"] }, batchSize: 10 });
    expect(manifest.workflows).toEqual([{ ...workflow, doors: ["purse/count"] }]);
  });

  it("is the same whatever order the files were found in", () => {
    expect(manifestOf(everything.toReversed(), [workflow])).toEqual(manifestOf(everything, [workflow]));
    expect(openApi(everything.toReversed(), "1")).toEqual(openApi(everything, "1"));
  });
});

describe("the API document", () => {
  type Json = Record<string, unknown>;
  interface Document {
    paths: Record<string, Record<string, Operation>>;
    components: {
      schemas: Record<string, Json>;
      responses: Record<string, Answer>;
      examples: Record<string, { value?: Json }>;
    };
  }
  interface Answer {
    $ref?: string;
    content?: Record<string, { schema: Json; examples?: Json }>;
  }
  interface Operation extends Json {
    responses: Record<string, Answer>;
    requestBody: { content: { "application/json": { schema: Json; example: Json } } };
    parameters: Json[];
  }
  const document = openApi(everything, "1.0.0") as unknown as Document;
  const operation = document.paths["/api/v1/purse/{id}/payments"]?.["post"] as Operation;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "doc", ...document });
  const validator = (schema: Json) =>
    ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc#/')) as Json);

  it("has every HTTP door under its path, aliases marked as such, and no other kind of door", () => {
    expect(Object.keys(document.paths)).toEqual(["/api/v1/purse", "/api/v1/purse/{id}/payments", "/purse/{id}/pay"]);
    expect(operation).toMatchObject({ operationId: "purse/pay", tags: ["purse"], security: [{ accessToken: [] }, {}] });
    expect(document.paths["/purse/{id}/pay"]?.["post"]).toMatchObject({
      operationId: "purse/pay.alias-1",
      "x-alias-of": "purse/pay",
    });
  });

  it("lists every status with every code that the door can answer", () => {
    const codes = Object.entries(operation.responses).map(([status, { $ref = "" }]) => {
      const { content } = document.components.responses[$ref.split("/").at(-1) ?? ""] ?? {};
      const schema = content?.["application/problem+json"]?.schema;
      return [
        status,
        schema === undefined
          ? ""
          : JSON.stringify(schema)
              .match(/\w+Problem/g)
              ?.join(" "),
      ];
    });
    expect(Object.fromEntries(codes)).toEqual({
      201: "",
      400: "InvalidRequestProblem",
      401: "UnauthenticatedProblem",
      409: "IdempotencyKeyReusedProblem",
      413: "BodyTooLargeProblem",
      415: "UnsupportedMediaTypeProblem",
      422: "PurseEmptyProblem",
      423: "PurseLockedProblem",
      429: "RateLimitedProblem",
      500: "InternalErrorProblem",
      503: "UnavailableProblem",
    });
    expect(JSON.stringify(document.paths["/api/v1/purse"])).toContain("responses/invalid_cursor.invalid_request");
  });

  it("asks for exactly one proof in the body of a confirmed door", () => {
    const fits = validator(operation.requestBody.content["application/json"].schema);
    expect(fits(operation.requestBody.content["application/json"].example)).toBe(true);
    expect(fits({ amount: 5, confirmation: "tok" })).toBe(true);
    expect(fits({ amount: 5 })).toBe(false);
    expect(fits({ amount: 5, pin: "4826", confirmation: "tok" })).toBe(false);
    expect(fits({ amount: 5, pin: "4826", extra: 1 })).toBe(false);
  });

  it("describes problems as they are sent", () => {
    const fits = validator({ $ref: "#/components/schemas/PurseEmptyProblem" });
    const { body } = toProblem(sampleErrors.purse_empty({ missing: 5 }), "rid-1");
    expect(fits(body)).toBe(true);
    expect(fits({ ...body, details: { missing: -1 } })).toBe(false);
    expect(fits({ ...body, details: undefined })).toBe(false);
    expect(fits({ ...body, stack: "at" })).toBe(false);
    const invalid = kernelErrors.invalid_request(undefined, { fields: [{ path: "a", message: "is required" }] });
    expect(validator({ $ref: "#/components/schemas/InvalidRequestProblem" })(toProblem(invalid, "r").body)).toBe(true);
  });

  it("has an example of each problem, as it would be sent, with what to do", () => {
    const { purse_empty: empty, purse_locked: locked } = document.components.examples;
    expect(empty).toMatchObject({ summary: "The purse is empty.", description: "Fill it." });
    expect(validator({ $ref: "#/components/schemas/PurseEmptyProblem" })(empty?.value)).toBe(true);
    expect(validator({ $ref: "#/components/schemas/PurseLockedProblem" })(locked?.value)).toBe(true);
  });

  it("shows an answer that a test run was given, as long as its operation gives such answers", () => {
    const [id] = ["0190c0de-0000-7000-8000-000000000001"];
    const recorded = { "purse/pay": { 201: { id }, 418: { id } }, "purse/gone": { 200: {} } };
    const { components, paths } = openApi(everything, "1", { recorded }) as unknown as Document;
    expect(components.examples["purse.pay.201"]).toMatchObject({ value: { id } });
    expect(Object.keys(components.examples).filter((name) => /418|gone/.test(name))).toEqual([]);
    const { responses } = paths["/purse/{id}/pay"]?.["post"] as Operation;
    const $ref = "#/components/examples/purse.pay.201";
    expect(responses["201"]?.content?.["application/json"]?.examples).toEqual({ recorded: { $ref } });
  });

  it("names path, query and header parameters", () => {
    expect(operation.parameters).toMatchObject([
      { name: "id", in: "path", required: true, example: "0192d7a0-0000-7000-8000-000000000000" },
      { $ref: "#/components/parameters/RequestId" },
      { $ref: "#/components/parameters/DeviceId" },
      { $ref: "#/components/parameters/IdempotencyKey" },
    ]);
    const { parameters } = document.paths["/api/v1/purse"]?.["get"] as Operation;
    expect(parameters.slice(0, 2)).toMatchObject([
      { name: "limit", in: "query", required: false, schema: { type: "integer", default: 20 }, example: "2" },
      { name: "cursor", in: "query", required: false },
    ]);
  });
});

describe("the error catalogue", () => {
  it("says of every code what it means and what to do", () => {
    const text = errorCatalogue([...Object.values(sampleErrors), ...Object.values(kernelErrors)]);
    expect(text.indexOf("## Everywhere")).toBeLessThan(text.indexOf("## purse"));
    expect(text).toContain(
      "### purse_empty\n\n422, refused. The purse is empty.\nWhat to do: Fill it.\nDetails: `missing`.\n",
    );
    for (const code of Object.keys(kernelErrors)) expect(text).toContain(`### ${code}\n`);
  });
});

describe("findings", () => {
  it("are none for a product that is right", () => expect(findings(everything, [workflow])).toEqual([]));

  const loose = z.object({ a: z.string() });
  const bad: readonly (readonly [string, Partial<EndpointDefinition>, string])[] = [
    ["a body for GET", { body: z.strictObject({}) }, "has a body, and a method without one"],
    ["a loose body", { route: "POST /x", body: loose, example: { body: { a: "" } } }, "body takes unknown fields"],
    ["a loose query", { query: loose, example: { query: { a: "" } } }, "query takes unknown parameters"],
    ["an undeclared path parameter", { route: "GET /x/{id}" }, "params are {}, GET /x/{id} names {id}"],
    ["an alias that names another", { aliases: ["GET /y/{id}"] }, "params are {}, GET /y/{id} names {id}"],
    ["an example that does not fit", { example: { query: { a: "b" } } }, "example.query:  unrecognized_keys"],
    ["a failure as answer", { returns: { 404: z.strictObject({}) } }, "returns 404, which is no success"],
    ["no answer", { returns: {} }, "returns nothing"],
    [
      "the same refusal twice",
      { refuses: [sampleErrors.purse_empty, sampleErrors.purse_empty] },
      "refuses purse_empty twice",
    ],
    ["more time than the gateway has", { timeoutSeconds: 30 }, "may run longer than the gateway waits"],
    [
      "a proof in an example that lacks it",
      { route: "POST /x", confirm: "pin" },
      "example.body: pin give either pin or confirmation",
    ],
  ];
  it.each(bad)("name %s", (_, definition, finding) => {
    expect(findings([httpDoor("purse/x", definition)], [])).toContain(`purse/x: ${finding}`);
  });

  it("name a route that two doors have, whatever they call its parameter", () => {
    const other = httpDoor("purse/other", {
      route: "POST /purse/{purse}/pay",
      params: z.strictObject({ purse: z.string() }),
      example: { params: { purse: "a" } },
    });
    expect(findings([pay, other], [])).toEqual(["purse/other: POST /purse/{purse}/pay is a route of purse/pay"]);
  });

  it("name a step that no door is", () => {
    expect(findings([list, sweep], [workflow])).toEqual(["purse/flow: there is no step purse/count"]);
  });
});
