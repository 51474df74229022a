import { CSRF_FIELD, MODES } from "./cookies.ts";
import { alternatives, type JsonSchema, propertiesOf, requiredOf } from "./schema.ts";

/** What the API document says of doors that issue tokens. */

export const MODE = {
  name: "mode",
  in: "query",
  required: false,
  description: "`cookie`, for browsers: the tokens come as HttpOnly cookies, and `csrf_token` in their place.",
  schema: { type: "string", enum: [...MODES] },
};

type Components = Readonly<Record<string, JsonSchema>>;

/** An answer with tokens, and beside it what it is in cookie mode. */
export function withCookieMode(schema: JsonSchema, components: Components): JsonSchema {
  const whole = followed(schema, components);
  const members = alternatives(whole)?.schemas ?? [whole];
  const byCookie = members.flatMap((member) => cookieVariant(followed(member, components)) ?? []);
  return byCookie.length === 0 ? schema : { anyOf: [schema, ...byCookie] };
}

function followed(schema: JsonSchema, components: Components): JsonSchema {
  const { $ref } = schema;
  return typeof $ref === "string" ? (components[$ref.split("/").at(-1) ?? ""] ?? {}) : schema;
}

function cookieVariant(schema: JsonSchema): JsonSchema | undefined {
  const { access, refresh, ...properties } = propertiesOf(schema);
  if (access === undefined || refresh === undefined) return undefined;
  const required = requiredOf(schema).filter((name) => name !== "access" && name !== "refresh");
  return {
    ...schema,
    description: "With `mode=cookie`.",
    properties: { ...properties, [CSRF_FIELD]: { type: "string", pattern: "^[A-Za-z0-9_-]{43}$" } },
    required: [...required, CSRF_FIELD],
  };
}
