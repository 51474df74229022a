import { type DeclaredError, rolesWith } from "@cowry/core/kernel";
import { issuesTokens } from "./cookies.ts";
import type { EndpointDefinition, Schema } from "./definition.ts";
import { compare, type HttpDoor, pathParameters, routeParts } from "./door.ts";
import { impliedErrors } from "./implied.ts";
import { routesOf } from "./manifest.ts";
import { headerRef, parameterRef, SIGNATURE } from "./openapi-components.ts";
import { MODE, withCookieMode } from "./openapi-cookies.ts";
import { exampleRef, type Recorded } from "./openapi-examples.ts";
import { problemResponseRefs } from "./openapi-problems.ts";
import {
  bodySchema,
  type JsonSchema,
  jsonSchema,
  namedSchema,
  type Names,
  propertiesOf,
  requiredOf,
} from "./schema.ts";

/** Path → method → operation, each of a door's routes being one. */
export function pathsOf(
  doors: readonly HttpDoor[],
  names: Names,
  recorded: Recorded,
): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  const operations = doors.flatMap((door) =>
    routesOf(door.definition).flatMap((route, index) => {
      const parts = routeParts(route);
      return parts === undefined ? [] : [{ ...parts, operation: operationOf(door, index, names, recorded) }];
    }),
  );
  for (const { path, method, operation } of operations.toSorted(
    (a, b) => compare(a.path, b.path) || compare(a.method, b.method),
  )) {
    (paths[path] ??= {})[method.toLowerCase()] = operation;
  }
  return paths;
}

function operationOf(
  { id, domain, definition }: HttpDoor,
  index: number,
  names: Names,
  recorded: Recorded,
): Record<string, unknown> {
  const body = requestBody(definition);
  const { permission } = definition;
  return {
    operationId: index === 0 ? id : `${id}.alias-${index}`,
    ...(index === 0 ? {} : { "x-alias-of": id }),
    tags: [domain],
    summary: definition.summary,
    description: describe(definition, index),
    security: securityOf(definition),
    ...(permission === undefined ? {} : { "x-permission": permission, "x-roles": rolesWith(permission) }),
    ...(definition.scope === undefined ? {} : { "x-scope": definition.scope }),
    parameters: parametersOf(definition, routesOf(definition)[index] ?? ""),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responsesOf(definition, names, (status) => exampleRef(id, status, recorded)),
  };
}

const BY_COOKIE = { accessCookie: [], csrfToken: [] };

/** Any one of these. */
function securityOf({ caller, scope }: EndpointDefinition): readonly Record<string, readonly string[]>[] {
  const token = {
    anyone: [],
    newcomer: [{ tempToken: [] }],
    customer: [{ accessToken: [] }, BY_COOKIE],
    staff: [{ staffToken: [] }, BY_COOKIE],
  };
  return [...token[caller], ...(scope === undefined ? [] : [{ apiKey: [] }, { clientCredentials: [scope] }])];
}

const CALLERS = {
  anyone: "For anybody.",
  newcomer: "For somebody whose phone is proved and who has no account yet.",
  customer: "For the person who is signed in.",
  staff: "For staff.",
} as const satisfies Record<EndpointDefinition["caller"], string>;

const CONFIRMED = {
  pin: "Confirmed by the PIN, or by a confirmation token.",
  pin_unless_small: "Confirmed by the PIN or a confirmation token; neither is asked for a small order.",
} as const;

function callerWords({ caller, permission, scope }: EndpointDefinition): string {
  if (permission !== undefined) return `For staff with the permission \`${permission}\`.`;
  return scope === undefined ? CALLERS[caller] : `${CALLERS[caller]} For programs with the scope \`${scope}\`, too.`;
}

function describe(definition: EndpointDefinition, index: number): string {
  const { description, confirm, rateLimits = [], example, route } = definition;
  return [
    index === 0 ? undefined : `Another path of \`${route}\`, for clients that know it by this one.`,
    description,
    [callerWords(definition), confirm === undefined ? undefined : CONFIRMED[confirm]].filter(Boolean).join(" "),
    rateLimits.length === 0 ? undefined : `Limits: ${rateLimits.join("; ")}.`,
    example.needs === undefined ? undefined : `The example needs: ${example.needs}`,
  ]
    .filter((part) => part !== undefined)
    .join("\n\n");
}

function parametersOf(definition: EndpointDefinition, route: string): readonly unknown[] {
  const { params, query, example, raw, url } = definition;
  const path = params === undefined ? {} : propertiesOf(jsonSchema(params, "input"));
  const querySchema = query === undefined ? {} : jsonSchema(query, "input");
  return [
    ...pathParameters(route).map((name) => ({
      name,
      in: "path",
      required: true,
      schema: path[name] ?? {},
      ...(example.params?.[name] === undefined ? {} : { example: example.params[name] }),
    })),
    ...Object.entries(propertiesOf(querySchema)).map(([name, schema]) => ({
      name,
      in: "query",
      required: requiredOf(querySchema).includes(name) && schema.default === undefined,
      schema,
      ...(example.query?.[name] === undefined ? {} : { example: example.query[name] }),
    })),
    ...(issuesTokens(definition) ? [MODE] : []),
    parameterRef("RequestId"),
    ...(raw === true ? [] : [parameterRef("DeviceId")]),
    ...(raw === true && url === true ? [SIGNATURE] : []),
    ...(definition.idempotent === true ? [parameterRef("IdempotencyKey")] : []),
  ];
}

/** Of a door that checks a signature over the bytes: their shape is the sender's. */
const RAW_BODY: JsonSchema = {
  type: "object",
  description: "The sender's own shape: the bytes are taken as they come.",
};

function requestBody(definition: EndpointDefinition): JsonSchema | undefined {
  const schema = bodySchema(definition) ?? (definition.raw === true ? RAW_BODY : undefined);
  if (schema === undefined) return undefined;
  const value = definition.example.body;
  return {
    required: requiredOf(schema).length > 0 || definition.confirm !== undefined || definition.raw === true,
    content: {
      "application/json": { schema, ...(value === undefined ? {} : { example: value }) },
      ...(definition.form === true ? { "application/x-www-form-urlencoded": { schema } } : {}),
    },
  };
}

/** Successes with their schemas, refusals by reference. `example`: what to add to a success with this status. */
export function responsesOf(
  definition: EndpointDefinition,
  names: Names,
  example: (status: string) => Record<string, unknown> = () => ({}),
): Record<string, unknown> {
  const successes = Object.entries(definition.returns).map(([status, schema]) => {
    const empty = schema._zod.def.type === "undefined";
    const json = empty ? {} : { schema: answerSchema(definition, schema, names), ...example(status) };
    return [
      status,
      {
        description: empty ? "Done." : definition.summary,
        headers: {
          "X-Request-Id": headerRef("RequestId"),
          ...(definition.idempotent === true ? { "Idempotency-Replayed": headerRef("Replayed") } : {}),
        },
        ...(empty ? {} : { content: { "application/json": json, ...filesOf(definition) } }),
      },
    ] as const;
  });
  return { ...Object.fromEntries(successes), ...problemResponseRefs(errorsOf(definition)) };
}

function answerSchema(definition: EndpointDefinition, schema: Schema, names: Names): JsonSchema {
  const named = namedSchema(schema, names);
  return issuesTokens(definition) ? withCookieMode(named.schema, named.components) : named.schema;
}

function filesOf({ files = [] }: EndpointDefinition): Record<string, unknown> {
  return Object.fromEntries(files.map((type) => [type, { schema: { type: "string", format: "binary" } }]));
}

/** Every refusal a door may answer with, by code. */
export function errorsOf(definition: EndpointDefinition): readonly DeclaredError[] {
  const byCode = new Map([...impliedErrors(definition), ...definition.refuses].map((error) => [error.code, error]));
  return [...byCode.values()].sort((a, b) => compare(a.code, b.code));
}
