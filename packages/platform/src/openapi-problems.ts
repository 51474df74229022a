import { AppError, type DeclaredError } from "@cowry/core/kernel";
import * as z from "zod/mini";
import { headerRef } from "./openapi-components.ts";
import { problemName } from "./problem-schema.ts";
import { statusOf, titleOf, toProblem } from "./problem.ts";
import { type JsonSchema, jsonSchema, propertiesOf } from "./schema.ts";

/** Refusals in the API document: each code with its meaning, its remedy and an example, written once and referred to. */

const REQUEST_ID = "0190c0de-0000-7000-8000-0000000000ff";
const AT = "2026-01-15T09:30:00.000Z";
const FIELDS = [{ path: "amount", message: "is required" }];

/** A problem as it is sent, made by the code that sends it. Without one, where no details can be thought up. */
export function problemExample({ code, spec }: DeclaredError): Record<string, unknown> {
  const about = { summary: spec.says, ...(spec.remedy === undefined ? {} : { description: spec.remedy }) };
  const details = spec.details === undefined ? undefined : sampleOf(jsonSchema(spec.details, "output"), "");
  if (spec.details !== undefined && !z.safeParse(spec.details, details).success) return about;
  const options = code === "invalid_request" ? { fields: FIELDS } : {};
  const error = new AppError(code, spec, details as Record<string, unknown> | undefined, options);
  return { ...about, value: { ...toProblem(error, REQUEST_ID).body, timestamp: AT } };
}

/** Numbers that a reader would believe; amounts are in kobo. */
const PLAUSIBLE: Readonly<Record<string, number>> = {
  amount_max: 500_000_000,
  attempts_left: 4,
  days_max: 366,
  fee: 1_000,
  left: 75_000,
  limit: 100_000,
  line: 3,
  lines_max: 10_000,
  max: 100_000_000,
  min: 10_000,
  missing: 25_000,
  rows_max: 1_000,
};

/** A value for a schema of details; what it cannot make is found by checking. */
function sampleOf(schema: JsonSchema, name: string): unknown {
  const { type, minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema;
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (Array.isArray(schema.anyOf)) return sampleOf(schema.anyOf[0] as JsonSchema, name);
  if (type === "object") {
    return Object.fromEntries(Object.entries(propertiesOf(schema)).map(([key, inner]) => [key, sampleOf(inner, key)]));
  }
  if (type === "array") return [sampleOf(schema.items as JsonSchema, name)];
  if (type === "boolean") return true;
  if (type === "integer") return Math.min(Number(maximum), Math.max(Number(minimum), PLAUSIBLE[name] ?? 1));
  if (String(schema.pattern).startsWith("^\\d{4}-\\d{2}")) return AT;
  return name === "field" ? "amount" : "is missing";
}

const codesOf = (errors: readonly DeclaredError[]) => errors.map(({ code }) => code);

/** The same codes make the same answer: it has one name, made of them. */
const responseName = (errors: readonly DeclaredError[]) => codesOf(errors).join(".");

/** By status, where each set of codes is described. `errors`: sorted by code. */
export function problemResponseRefs(errors: readonly DeclaredError[]): Record<string, JsonSchema> {
  const byStatus = Map.groupBy(errors, ({ spec }) => statusOf(spec));
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [String(status), { $ref: `#/components/responses/${responseName(group)}` }]),
  );
}

/** Every set of codes that some operation answers with one status. */
export function problemResponses(ofEach: readonly (readonly DeclaredError[])[]): Record<string, JsonSchema> {
  const groups = ofEach.flatMap((errors) => [...Map.groupBy(errors, ({ spec }) => statusOf(spec)).values()]);
  const named = new Map(groups.map((group) => [responseName(group), group]));
  return Object.fromEntries(
    [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, group]) => [name, problemResponse(group)]),
  );
}

function problemResponse(errors: readonly DeclaredError[]): JsonSchema {
  const [status = 500] = errors.map(({ spec }) => statusOf(spec));
  const refs = errors.map(({ code }) => ({ $ref: `#/components/schemas/${problemName(code)}` }));
  const retry = [423, 429, 503].includes(status) ? { "Retry-After": headerRef("RetryAfter") } : {};
  const rate =
    status === 429 ? { RateLimit: headerRef("RateLimit"), "RateLimit-Policy": headerRef("RateLimitPolicy") } : {};
  return {
    description: errors.map(({ code, spec }) => `\`${code}\`: ${spec.says}`).join(" "),
    headers: { "X-Request-Id": headerRef("RequestId"), ...retry, ...rate },
    content: {
      "application/problem+json": {
        schema: refs.length === 1 ? refs[0] : { title: titleOf(status), oneOf: refs },
        examples: Object.fromEntries(codesOf(errors).map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}
