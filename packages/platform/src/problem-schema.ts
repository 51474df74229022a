import type { DeclaredError } from "@cowry/core/kernel";
import { problemType, statusOf, titleOf } from "./problem.ts";
import { type JsonSchema, jsonSchema } from "./schema.ts";

/** What every problem has; each code narrows it. */
export const PROBLEM: JsonSchema = {
  type: "object",
  description: "RFC 9457. `code` is stable; `detail` is for people and may change.",
  properties: {
    type: { type: "string", pattern: "^urn:cowry:problem:[a-z0-9_]{1,64}$" },
    title: { type: "string", maxLength: 64 },
    status: { type: "integer", minimum: 400, maximum: 599 },
    detail: { type: "string", maxLength: 256 },
    code: { type: "string", pattern: "^[a-z0-9_]{1,64}$" },
    errors: {
      type: "array",
      maxItems: 64,
      description: "The fields that are wrong: dotted path in the body, or `query.x`, `path.x`, `header.x`.",
      items: {
        type: "object",
        properties: {
          path: { type: "string", maxLength: 192 },
          message: { type: "string", maxLength: 512 },
        },
        required: ["path", "message"],
        additionalProperties: false,
      },
    },
    details: { type: "object" },
    request_id: { type: "string", pattern: "^[\\x21-\\x7e]{1,64}$" },
    timestamp: { type: "string", format: "date-time", maxLength: 32 },
  },
  required: ["type", "title", "status", "detail", "code", "request_id", "timestamp"],
  additionalProperties: false,
};

/** `insufficient_funds` → `InsufficientFundsProblem`. */
export function problemName(code: string): string {
  const words = code.split("_").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join("")}Problem`;
}

/** Of an answer that leaves open whether it happened: the key to ask again with. */
const MADE_KEY: JsonSchema = {
  type: "object",
  description:
    "Present when the request brought neither Idempotency-Key nor reference: send it again with this Idempotency-Key.",
  properties: { idempotency_key: { type: "string", format: "uuid", maxLength: 36 } },
  required: ["idempotency_key"],
  additionalProperties: false,
};

function detailsSchema({ kind, details }: DeclaredError["spec"]): JsonSchema | false {
  if (details !== undefined) return jsonSchema(details, "output");
  return kind === "unavailable" ? MADE_KEY : false;
}

/** A problem with this code: its status, type and the shape of its details are fixed. */
export function problemSchema({ code, spec }: DeclaredError): JsonSchema {
  const status = statusOf(spec);
  return {
    description: spec.remedy === undefined ? spec.says : `${spec.says} What to do: ${spec.remedy}`,
    allOf: [{ $ref: "#/components/schemas/Problem" }],
    properties: {
      type: { const: problemType(code) },
      title: { const: titleOf(status) },
      status: { const: status },
      code: { const: code },
      details: detailsSchema(spec),
    },
    ...(spec.details === undefined ? {} : { required: ["details"] }),
  };
}
