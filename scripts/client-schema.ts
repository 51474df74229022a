import openapiTS, { astToString, UNDEFINED } from "openapi-typescript";
import ts from "typescript";

/**
 * What `@cowry/client` knows of the API, from its document: one entry per route with what goes in, what comes out by
 * status, and the codes it may be refused with. The shapes are written down by openapi-typescript; aliases, headers and
 * what each problem has in common with all others stay out, as the client deals with them itself.
 */

type Json = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Json;
}

type Content = Readonly<Record<string, { readonly schema: Json }>>;

/** As the document has it: parameters, body and answers may stand elsewhere. */
interface Operation {
  readonly summary?: string;
  readonly "x-alias-of"?: string;
  readonly security?: readonly Json[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly $ref?: string; readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Content }>>;
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

type Route = readonly [name: string, operation: Operation];

const METHODS = ["get", "post", "put", "patch", "delete"];
const JSON_TYPE = "application/json";
const PROBLEM_TYPE = "application/problem+json";
/** An answer without a body, or a problem without details. */
const NOTHING: Json = { "x-nothing": true };

/** The text of packages/client/src/schema.ts. */
export async function clientSchema(document: ApiDocument): Promise<string> {
  const routes = routesOf(document);
  const problems = problemsOf(document);
  const isProblem = (name: string) => name === "Problem" || problems.some((each) => each.component === name);
  const answers = Object.entries(document.components.schemas).filter(([name]) => !isProblem(name));
  const schemas = {
    ...Object.fromEntries(answers.map(([name, schema]) => [name, bare(schema)])),
    Routes: object(routes.map((route) => [route[0], describeRoute(document, route), true])),
    Problems: object(problems.map(({ code, schema }) => [code, schema, true])),
  };
  if (answers.some(([name]) => name === "Routes" || name === "Problems")) {
    throw new Error("Routes and Problems are names of the client's own");
  }
  const source = { openapi: "3.1.0", info: { title: "client", version: "1" }, paths: {}, components: { schemas } };
  const nodes = await openapiTS(JSON.stringify(source), {
    silent: true,
    immutable: true,
    defaultNonNullable: false,
    transform: (schema) => {
      if ("x-nothing" in schema) return UNDEFINED;
      return schema.format === "binary" ? ts.factory.createTypeReferenceNode("Uint8Array") : undefined;
    },
  });
  return `${HEADER}${constants(routes)}${tidy(astToString(nodes.filter(isComponents)))}`;
}

const HEADER = `/** Made from docs/openapi.json by \`npm run gen\`: not to be edited. */\n\n`;

function isComponents(node: ts.Node): boolean {
  return ts.isInterfaceDeclaration(node) && node.name.text === "components";
}

function routesOf(document: ApiDocument): readonly Route[] {
  const { paths } = document;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, value]) => {
      const operation = value as Operation;
      const isOurs = METHODS.includes(method) && operation["x-alias-of"] === undefined;
      return isOurs ? [[`${method.toUpperCase()} ${path}`, gathered(document, operation)] as const] : [];
    }),
  );
}

/** With all of it in its place. */
function gathered(document: ApiDocument, operation: Operation): Operation {
  const { parameters = [], requestBody, responses } = operation;
  const answers = Object.entries(responses).map(([status, answer]) => [status, followed(document, answer)] as const);
  return {
    ...operation,
    parameters: parameters.map((parameter) => followed(document, parameter)),
    ...(requestBody === undefined ? {} : { requestBody: followed(document, requestBody) }),
    responses: Object.fromEntries(answers),
  };
}

/** What the client must know when it runs: what may be sent again, and what comes as a file. */
function constants(routes: readonly Route[]): string {
  const keyed = routes.filter(([, { parameters = [] }]) => parameters.some(({ name }) => name === "Idempotency-Key"));
  const files = routes.map(([route, { responses }]) => [route, Object.values(responses).flatMap(filesIn)] as const);
  const modal = routes.filter(([, { parameters = [] }]) => parameters.some(({ name }) => name === "mode"));
  const unasked = routes.filter(([, { security = [] }]) => security.every(isForNewcomers));
  const list = (name: string, about: string, of: readonly Route[]) =>
    `/** ${about} */\nexport const ${name}: ReadonlySet<string> = new Set([\n` +
    `${of.map(([route]) => `  ${JSON.stringify(route)},\n`).join("")}]);\n\n`;
  return (
    list("KEYED", "They take an Idempotency-Key: sent again with the same key, they happen once.", keyed) +
    `/** They may answer with a file in the place of JSON: of which types. */\n` +
    `export const FILES: ReadonlyMap<string, readonly string[]> = new Map([\n` +
    `${files.flatMap((each) => (each[1].length === 0 ? [] : `  ${JSON.stringify(each).replaceAll(",", ", ")},\n`)).join("")}]);\n\n` +
    list("MODAL", "They issue tokens: with `mode=cookie`, into cookies.", modal) +
    list("PUBLIC", "They ask nobody for a session.", unasked)
  );
}

function filesIn({ content = {} }: { readonly content?: Content }): readonly string[] {
  const types = Object.keys(content).map((type) => type.split(";")[0] ?? "");
  return types.filter((type) => type !== JSON_TYPE && type !== PROBLEM_TYPE);
}

function isForNewcomers(requirement: Json): boolean {
  return Object.keys(requirement).every((scheme) => scheme === "tempToken");
}

type Property = readonly [name: string, schema: Json, required: boolean];

function object(properties: readonly Property[]): Json {
  return {
    type: "object",
    properties: Object.fromEntries(properties.map(([name, schema]) => [name, schema])),
    required: properties.filter(([, , required]) => required).map(([name]) => name),
  };
}

function describeRoute(document: ApiDocument, [route, operation]: Route): Json {
  const { parameters: known = [], requestBody, responses, summary } = operation;
  const codes = codesOf(document, responses);
  if (codes.length === 0) throw new Error(`${route} refuses with no code that can be found in the document`);
  const within = (place: string): Json =>
    object(
      known
        .filter((each) => each.in === place)
        .map(({ name, schema, required }) => [name, bare(schema), required === true]),
    );
  const has = (place: string) => known.some((each) => each.in === place);
  const body = requestBody?.content[JSON_TYPE]?.schema;
  const isKeyed = known.some(({ name }) => name === "Idempotency-Key");
  const properties: readonly Property[] = [
    ...(has("path") ? [["path", within("path"), true] as const] : []),
    ...(has("query") ? [["query", within("query"), isRequired(known, "query")] as const] : []),
    ...(body === undefined ? [] : [["body", bare(body), requestBody?.required === true] as const]),
    ...(isKeyed ? [["keyed", { const: true }, true] as const] : []),
    ["answers", object(answersOf(responses)), true],
    ["problems", object(codes), true],
  ];
  return { ...object(properties), ...(summary === undefined ? {} : { description: summary }) };
}

function isRequired(parameters: readonly Parameter[], place: string): boolean {
  return parameters.some((each) => each.in === place && each.required === true);
}

function answersOf(responses: Operation["responses"]): readonly Property[] {
  return Object.entries(responses)
    .filter(([status]) => /^2\d\d$/.test(status))
    .map(([status, { content = {} }]) => {
      const types = Object.keys(content);
      const json = content[JSON_TYPE]?.schema;
      const shown = [
        ...(json === undefined ? [] : [bare(json)]),
        ...(types.some((type) => type !== JSON_TYPE) ? [{ type: "string", format: "binary" }] : []),
      ];
      return [status, shown.length > 1 ? { anyOf: shown } : (shown[0] ?? NOTHING), true] as const;
    });
}

function codesOf(document: ApiDocument, responses: Operation["responses"]): readonly Property[] {
  return Object.entries(responses).flatMap(([status, { content = {} }]) => {
    const schema = content[PROBLEM_TYPE]?.schema;
    if (schema === undefined) return [];
    const codes = alternatives(schema).flatMap((each) => codeOf(followed(document, each)) ?? []);
    return codes.length === 0 ? [] : [[status, { enum: codes.sort() }, true] as const];
  });
}

function alternatives(schema: Json): readonly Json[] {
  return (schema["oneOf"] ?? schema["anyOf"] ?? [schema]) as readonly Json[];
}

function propertiesOf(schema: Json): Readonly<Record<string, Json | false>> {
  return (schema["properties"] ?? {}) as Readonly<Record<string, Json | false>>;
}

function codeOf(schema: Json): string | undefined {
  const { code } = propertiesOf(schema);
  return code === undefined || code === false || typeof code["const"] !== "string" ? undefined : code["const"];
}

interface Problem {
  readonly component: string;
  readonly code: string;
  readonly schema: Json;
}

/** By code: its status, and what its details are. */
function problemsOf({ components }: ApiDocument): readonly Problem[] {
  return Object.entries(components.schemas).flatMap(([component, schema]) => {
    const code = codeOf(schema);
    if (code === undefined) return [];
    const { status, details } = propertiesOf(schema);
    const isAlways = Array.isArray(schema["required"]) && schema["required"].includes("details");
    const shown = details === undefined || details === false ? NOTHING : bare(details);
    const properties: readonly Property[] = [
      ["status", bare(status === undefined || status === false ? {} : status), true],
      ["details", shown, isAlways || shown === NOTHING],
    ];
    const { description } = schema;
    return [
      { component, code, schema: { ...object(properties), ...(description === undefined ? {} : { description }) } },
    ];
  });
}

function followed<T extends { readonly $ref?: unknown }>(document: ApiDocument, value: T): T {
  if (typeof value.$ref !== "string") return value;
  const found = value.$ref
    .slice(2)
    .split("/")
    .reduce<unknown>(
      (at, name) => (typeof at === "object" && at !== null ? Reflect.get(at, name) : undefined),
      document,
    );
  if (found === undefined) throw new Error(`the document has no ${value.$ref}`);
  return found as T;
}

/** Of a schema what a type can say, and what its fields are described as. */
const SAID = new Set([
  ...["$ref", "type", "properties", "required", "additionalProperties", "items", "prefixItems"],
  ...["anyOf", "oneOf", "allOf", "enum", "const", "description", "x-nothing"],
]);

function bare(schema: Json): Json {
  const kept = Object.entries(schema).filter(
    ([key, value]) => SAID.has(key) || (key === "format" && value === "binary"),
  );
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === "properties" ? mapped(value) : inner(key, value)]),
  );
}

function mapped(value: unknown): unknown {
  return Object.fromEntries(Object.entries(value as Json).map(([name, schema]) => [name, inner("items", schema)]));
}

function inner(key: string, value: unknown): unknown {
  if (key === "enum" || key === "required" || key === "const") return value;
  if (Array.isArray(value)) return value.map((each: unknown) => inner(key, each));
  return typeof value === "object" && value !== null ? bare(value as Json) : value;
}

/** Two spaces a step; no comment that repeats the type beside it. */
function tidy(text: string): string {
  return text
    .replaceAll(/^ *\/\*\* @(enum|constant)[^\n]*\*\/\n/gm, "")
    .replaceAll(/^ *\* @(enum|constant)[^\n]*\n/gm, "")
    .replaceAll("@description ", "")
    .replaceAll(/^ +/gm, (spaces) => " ".repeat(spaces.length - Math.floor(spaces.length / 4) * 2));
}
