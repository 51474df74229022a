import { type DeclaredError, rolesWith } from "@cowry/core/kernel";
import type { EndpointDefinition, Schema } from "./definition.ts";
import { byId, compare, type Door, type HttpDoor, isHttp, pathParameters, routeParts } from "./door.ts";
import { issuesTokens } from "./cookies.ts";
import { impliedErrors } from "./implied.ts";
import { routesOf } from "./manifest.ts";
import { PROBLEM, problemName, problemSchema } from "./problem-schema.ts";
import { statusOf, titleOf } from "./problem.ts";
import { MODE, withCookieMode } from "./openapi-cookies.ts";
import {
  bodySchema,
  type JsonSchema,
  jsonSchema,
  namedSchema,
  type Names,
  propertiesOf,
  requiredOf,
} from "./schema.ts";

const HEADER_PATTERNS = {
  id: "^[\\x21-\\x7e]{1,64}$",
  key: "^[\\x20-\\x7e]{1,255}$",
} as const;

const DESCRIPTION = `Wallet backend. JSON in snake_case; money is an integer in minor units (kobo) beside its currency; ids are UUIDs;
times are RFC 3339 in UTC. Unknown fields and query parameters are refused. A refusal is an RFC 9457 problem with a stable
\`code\`: see docs/errors.md. Lists take \`limit\` and \`cursor\` and answer \`{ items, next_cursor }\`.

An operation with Idempotency-Key gives its first committed answer again, for ever, when the same key comes with the same
body. Without the header \`reference\` of the body serves as the key; without either, the request is not safe to send twice.
Such a request has a key of our making: a 503 then says no Retry-After, but this key, in \`details.idempotency_key\`. It may have
happened; send it again with this key in Idempotency-Key, and it happens once.

The gateway itself answers \`{ "message": … }\` when it is over its limits (429), cannot reach a function (503) or gets a
request that is larger than it takes (413).`;

/** The API as an OpenAPI 3.1 document, from the doors' definitions alone; `names` only shortens it. */
export function openApi(doors: readonly Door[], version: string, names: Names = new Map()): Record<string, unknown> {
  const http = doors.filter(isHttp).toSorted(byId);
  return {
    openapi: "3.1.0",
    info: { title: "Cowry", version, description: DESCRIPTION, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/" }],
    tags: [...new Set(http.map(({ domain }) => domain))].sort().map((name) => ({ name })),
    paths: pathsOf(http, names),
    components: {
      schemas: { ...answerSchemas(http, names), Problem: PROBLEM, ...problemSchemas(http) },
      parameters: PARAMETERS,
      headers: HEADERS,
      securitySchemes: {
        accessToken: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "15 minutes, of a sign-in." },
        staffToken: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description:
            "An access token of somebody who works for us and has the permission in `x-permission`; `x-roles` are those that give it.",
        },
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "An API key (`cwk_…`), or an access token for client credentials, with the scope in `x-scope`.",
        },
        accessCookie: {
          type: "apiKey",
          in: "cookie",
          name: "__Host-cowry_access",
          description: "The access token of a sign-in with `?mode=cookie`, for browsers.",
        },
        csrfToken: {
          type: "apiKey",
          in: "header",
          name: "X-Csrf-Token",
          description: "`csrf_token` of the answer that set the cookies.",
        },
        tempToken: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "Of otp/verify, to register." },
      },
    },
  };
}

const PARAMETERS = {
  RequestId: {
    name: "X-Request-Id",
    in: "header",
    description: "Echoed, and in every log line; made where it is absent or unusable.",
    schema: { type: "string", maxLength: 1024 },
  },
  DeviceId: {
    name: "X-Device-Id",
    in: "header",
    description: "Names the device.",
    schema: { type: "string", pattern: HEADER_PATTERNS.id },
  },
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    description: "Names the request: sent again with the same key, it happens once.",
    schema: { type: "string", pattern: HEADER_PATTERNS.key },
  },
};

const HEADERS = {
  RequestId: { description: "Of this request.", schema: { type: "string", pattern: HEADER_PATTERNS.id } },
  Replayed: { description: "Present when this is the stored answer.", schema: { type: "string", const: "true" } },
  RateLimit: {
    description: "What is left of the quota, and the seconds until there is more.",
    schema: { type: "string", maxLength: 128 },
  },
  RateLimitPolicy: { description: "The quota and its window in seconds.", schema: { type: "string", maxLength: 128 } },
  RetryAfter: { description: "Seconds.", schema: { type: "string", pattern: "^[1-9]\\d{0,6}$" } },
};

const headerRef = (name: keyof typeof HEADERS) => ({ $ref: `#/components/headers/${name}` });
const parameterRef = (name: keyof typeof PARAMETERS) => ({ $ref: `#/components/parameters/${name}` });

function pathsOf(doors: readonly HttpDoor[], names: Names): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  const operations = doors.flatMap((door) =>
    routesOf(door.definition).flatMap((route, index) => {
      const parts = routeParts(route);
      return parts === undefined ? [] : [{ ...parts, operation: operationOf(door, route, index, names) }];
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
  route: string,
  index: number,
  names: Names,
): Record<string, unknown> {
  const body = requestBody(definition);
  const { permission } = definition;
  return {
    operationId: index === 0 ? id : `${id}.alias-${index}`,
    ...(index === 0 ? {} : { "x-alias-of": id }),
    tags: [domain],
    summary: definition.summary,
    ...(describe(definition) === "" ? {} : { description: describe(definition) }),
    security: securityOf(definition),
    ...(permission === undefined ? {} : { "x-permission": permission, "x-roles": rolesWith(permission) }),
    ...(definition.scope === undefined ? {} : { "x-scope": definition.scope }),
    parameters: parametersOf(definition, route),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: responsesOf(definition, names),
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
  return [...token[caller], ...(scope === undefined ? [] : [{ apiKey: [] }])];
}

function describe({ description, rateLimits = [], example }: EndpointDefinition): string {
  return [
    description,
    rateLimits.length === 0 ? undefined : `Limits: ${rateLimits.join("; ")}.`,
    example.needs === undefined ? undefined : `The example needs: ${example.needs}`,
  ]
    .filter((part) => part !== undefined)
    .join("\n\n");
}

function parametersOf(definition: EndpointDefinition, route: string): readonly unknown[] {
  const { params, query, example } = definition;
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
    ...(definition.raw === true ? [] : [parameterRef("DeviceId")]),
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

function responsesOf(definition: EndpointDefinition, names: Names): Record<string, unknown> {
  const successes = Object.entries(definition.returns).map(([status, schema]) => {
    const empty = schema._zod.def.type === "undefined";
    return [
      status,
      {
        description: empty ? "Done." : definition.summary,
        headers: {
          "X-Request-Id": headerRef("RequestId"),
          ...(definition.idempotent === true ? { "Idempotency-Replayed": headerRef("Replayed") } : {}),
        },
        ...(empty
          ? {}
          : {
              content: {
                "application/json": { schema: answerSchema(definition, schema, names) },
                ...filesOf(definition),
              },
            }),
      },
    ] as const;
  });
  return { ...Object.fromEntries(successes), ...problemResponses(errorsOf(definition)) };
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

function problemResponses(errors: readonly DeclaredError[]): Record<string, unknown> {
  const byStatus = Map.groupBy(errors, ({ spec }) => statusOf(spec));
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => {
      const refs = group.map(({ code }) => ({ $ref: `#/components/schemas/${problemName(code)}` }));
      const retry = [423, 429, 503].includes(status) ? { "Retry-After": headerRef("RetryAfter") } : {};
      const rate =
        status === 429 ? { RateLimit: headerRef("RateLimit"), "RateLimit-Policy": headerRef("RateLimitPolicy") } : {};
      return [
        String(status),
        {
          description: `${titleOf(status)}: ${group.map(({ code }) => `\`${code}\``).join(", ")}`,
          headers: { "X-Request-Id": headerRef("RequestId"), ...retry, ...rate },
          content: { "application/problem+json": { schema: refs.length === 1 ? refs[0] : { oneOf: refs } } },
        },
      ];
    }),
  );
}

function answerSchemas(doors: readonly HttpDoor[], names: Names): Record<string, JsonSchema> {
  const schemas = doors
    .flatMap(({ definition }) => Object.values(definition.returns))
    .filter((schema) => schema._zod.def.type !== "undefined")
    .flatMap((schema) => Object.entries(namedSchema(schema, names).components));
  return Object.fromEntries(schemas.sort(([a], [b]) => compare(a, b)));
}

function problemSchemas(doors: readonly HttpDoor[]): Record<string, JsonSchema> {
  const errors = new Map(doors.flatMap(({ definition }) => errorsOf(definition)).map((error) => [error.code, error]));
  return Object.fromEntries(
    [...errors.values()]
      .sort((a, b) => compare(a.code, b.code))
      .map((error) => [problemName(error.code), problemSchema(error)]),
  );
}
