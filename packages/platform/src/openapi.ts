import { byId, compare, type Door, type HttpDoor, isHttp } from "./door.ts";
import { HEADERS, PARAMETERS, SECURITY_SCHEMES } from "./openapi-components.ts";
import { recordedExamples, type Recorded } from "./openapi-examples.ts";
import { errorsOf, pathsOf, responsesOf } from "./openapi-operations.ts";
import { problemExample, problemResponses } from "./openapi-problems.ts";
import { webhooksOf } from "./openapi-webhooks.ts";
import { DESCRIPTION, tagsOf } from "./openapi-words.ts";
import { PROBLEM, problemName, problemSchema } from "./problem-schema.ts";
import { type JsonSchema, namedSchema, type Names } from "./schema.ts";

export { errorsOf } from "./openapi-operations.ts";

const INFO = {
  title: "Cowry",
  description: DESCRIPTION,
  contact: { name: "The operator of the stage" },
  license: { name: "MIT", identifier: "MIT" },
};

const SERVERS = [
  { url: "/", description: "The stage that you have this document from" },
  {
    url: "https://{host}",
    description: "A stage by its host: `ApiUrl` of the deployment's outputs",
    variables: { host: { default: "api.cowry.example" } },
  },
  {
    url: "http://127.0.0.1:{port}",
    description: "The local cloud: `npm start`",
    variables: { port: { default: "4000" } },
  },
];

/** What shortens the document, and what makes it richer; neither decides what is in it. */
export interface Extras {
  readonly names?: Names;
  readonly recorded?: Recorded;
}

/** The API as an OpenAPI 3.1 document, from the doors' definitions alone. */
export function openApi(doors: readonly Door[], version: string, extras: Extras = {}): Record<string, unknown> {
  const { names = new Map(), recorded = {} } = extras;
  const http = doors.filter(isHttp).toSorted(byId);
  const errors = http.map(({ definition }) => errorsOf(definition));
  const codes = [...new Map(errors.flat().map((error) => [error.code, error])).values()].sort((a, b) =>
    compare(a.code, b.code),
  );
  const byCode = <T>(name: (code: string) => string, make: (error: (typeof codes)[number]) => T) =>
    Object.fromEntries(codes.map((error) => [name(error.code), make(error)]));
  const webhooks = webhooksOf(http, ({ definition }) => responsesOf(definition, names));
  return {
    openapi: "3.1.0",
    info: { ...INFO, version },
    servers: SERVERS,
    tags: tagsOf(http.map(({ domain }) => domain)),
    paths: pathsOf(http, names, recorded),
    ...(Object.keys(webhooks).length === 0 ? {} : { webhooks }),
    components: {
      schemas: {
        ...answerSchemas(http, names),
        Problem: PROBLEM,
        ...byCode(problemName, problemSchema),
      },
      responses: problemResponses(errors),
      examples: { ...byCode((code) => code, problemExample), ...recordedExamples(http, recorded) },
      parameters: PARAMETERS,
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function answerSchemas(doors: readonly HttpDoor[], names: Names): Record<string, JsonSchema> {
  const schemas = doors
    .flatMap(({ definition }) => Object.values(definition.returns))
    .filter((schema) => schema._zod.def.type !== "undefined")
    .flatMap((schema) => Object.entries(namedSchema(schema, names).components));
  return Object.fromEntries(schemas.sort(([a], [b]) => compare(a, b)));
}
