import * as z from "zod/mini";
import type { EndpointDefinition, Schema } from "./definition.ts";
import { takesBody } from "./implied.ts";

/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a request (`input`) may send, or what an answer (`output`) carries. */
export function jsonSchema(schema: Schema, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, target: "draft-2020-12" });
  return rest;
}

/** Schemas that have a name of their own in the API document. */
export type Names = ReadonlyMap<Schema, string>;

export interface NamedSchemas {
  readonly schema: JsonSchema;
  /** What `schema` refers to under `#/components/schemas/`. */
  readonly components: Readonly<Record<string, JsonSchema>>;
}

/** What an answer carries, with references in the place of the schemas that have names. */
export function namedSchema(schema: Schema, names: Names): NamedSchemas {
  const metadata = z.registry<{ id: string }>();
  for (const [named, id] of names) metadata.add(named, { id });
  const whole = z.toJSONSchema(schema, { io: "output", target: "draft-2020-12", metadata });
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = JSON.parse(JSON.stringify(whole).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema & {
    $defs?: Record<string, JsonSchema>;
  };
  return { schema: rest, components: $defs };
}

const PIN_PATTERN = "^\\d{4}$";
const CONFIRMATION_PATTERN = "^[A-Za-z0-9._~-]{1,1024}$";

/** Schema of a door's whole body, `pin` | `confirmation` included; undefined when it takes none. */
export function bodySchema(definition: EndpointDefinition): JsonSchema | undefined {
  if (!takesBody(definition.route) || (definition.body === undefined && definition.confirm === undefined)) {
    return undefined;
  }
  const own =
    definition.body === undefined
      ? { type: "object", properties: {}, additionalProperties: false }
      : jsonSchema(definition.body, "input");
  return definition.confirm === undefined ? own : withProof(own, definition.confirm);
}

type Confirm = NonNullable<EndpointDefinition["confirm"]>;

function withProof(schema: JsonSchema, confirm: Confirm): JsonSchema {
  const branches = alternatives(schema);
  if (branches !== undefined)
    return { ...schema, [branches.word]: branches.schemas.map((each) => withProof(each, confirm)) };
  return {
    ...schema,
    properties: {
      ...propertiesOf(schema),
      pin: { type: "string", pattern: PIN_PATTERN, description: "The transaction PIN." },
      confirmation: {
        type: "string",
        pattern: CONFIRMATION_PATTERN,
        description: "A confirmation token of POST /api/v1/auth/verify-pin, in the place of the PIN.",
      },
    },
    ...(confirm === "pin"
      ? { oneOf: [{ required: ["pin"] }, { required: ["confirmation"] }] }
      : { not: { required: ["pin", "confirmation"] } }),
  };
}

/** The members of a union. */
export function alternatives(
  schema: JsonSchema,
): { readonly word: "anyOf" | "oneOf"; readonly schemas: readonly JsonSchema[] } | undefined {
  for (const word of ["anyOf", "oneOf"] as const) {
    const schemas = schema[word];
    if (Array.isArray(schemas) && schema.type === undefined) return { word, schemas: schemas as JsonSchema[] };
  }
  return undefined;
}

export function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
}

export function requiredOf(schema: JsonSchema): readonly string[] {
  return (schema.required ?? []) as readonly string[];
}
