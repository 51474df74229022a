import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Answer } from "./cloud.ts";

/** docs/openapi.json as the tests use it. */

export type Json = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema?: Json;
  readonly example?: string;
}

interface MediaType {
  readonly schema: Json;
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
}

interface ResponseEntry {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface Operation {
  readonly operationId: string;
  readonly "x-alias-of"?: string;
  readonly security: readonly Json[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly content: { readonly "application/json": { readonly schema: Json; readonly example?: Json } };
  };
  readonly responses: Readonly<Record<string, ResponseEntry>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>;
    readonly responses: Readonly<Record<string, ResponseEntry>>;
    readonly examples: Readonly<Record<string, { readonly value?: unknown }>>;
  };
}

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export const document = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, "../../docs/openapi.json"), "utf8"),
) as Document;

/** Every route of the API, aliases included. */
export const routes: readonly Route[] = Object.entries(document.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path: template, operation })),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addFormat("date-time", /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/);
ajv.addFormat("uuid", /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
ajv.addSchema({ $id: "openapi", ...document });

const compiled = new WeakMap<Json, ValidateFunction>();

/** A validator of a schema in the document; references are looked up in the document. */
export function validator(schema: Json): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi#/');
  const made = ajv.compile(JSON.parse(text) as Json);
  compiled.set(schema, made);
  return made;
}

/** The route that answers to this path; undefined when the API has none. */
export function routeOf(method: string, pathname: string): Route | undefined {
  const matches = routes.filter((route) => route.method === method && fits(route.path, pathname));
  return matches.find((route) => !route.path.includes("{")) ?? matches[0];
}

function fits(template: string, pathname: string): boolean {
  const [wanted, given] = [template.split("/"), pathname.split("/")];
  return wanted.length === given.length && wanted.every((part, at) => part.startsWith("{") || part === given[at]);
}

/** What the document says of answers with this status; undefined when it says nothing. */
function responseOf({ operation }: Route, status: number): ResponseEntry | undefined {
  const response = operation.responses[String(status)];
  const name = response?.$ref?.split("/").at(-1);
  return name === undefined ? response : document.components.responses[name];
}

/** How an answer departs from the document, in words; undefined when it does not. */
export function departure(route: Route, answer: Answer): string | undefined {
  const { operation } = route;
  const response = responseOf(route, answer.status);
  if (response === undefined) return `${operation.operationId} answered ${answer.status}, which it does not document`;
  const [type = "", ...others] = (answer.headers.get("content-type") ?? "").split(";");
  const wanted = Object.keys(response.content ?? {});
  if (wanted.length === 0) return type === "" && Object.keys(answer.body).length === 0 ? undefined : "has a body";
  const schema = response.content?.[type]?.schema;
  if (schema === undefined || others.length > 0) return `content type ${type} in the place of ${wanted.join()}`;
  const valid = validator(schema);
  if (valid(answer.body)) return undefined;
  return `${operation.operationId} ${answer.status}: ${ajv.errorsText(valid.errors)}: ${JSON.stringify(answer.body)}`;
}

/** What no answer may show: where we run, what we stand on, what broke. */
const INTERNAL =
  /dynamodb|arn:aws|amazonaws|node_modules|file:\/\/|\.(m?[jt]s):\d+|\bstack\b|exception|zoderror|middy|cowry-dev/i;

/** What an answer gives away; undefined when nothing. */
export function leak(answer: Answer): string | undefined {
  return INTERNAL.exec(JSON.stringify(answer.body))?.[0];
}

/** Every answer that a test gets over the API is held against the document: throws where it departs or tells too much. */
export function expectDocumented(method: string, url: string, answer: Answer): void {
  const route = routeOf(method, new URL(url).pathname);
  // The gateway's own words, which `info.description` documents as they are.
  const gateways = [413, 429, 503].includes(answer.status) && Object.keys(answer.body).join() === "message";
  const trouble = route === undefined || gateways ? undefined : departure(route, answer);
  const told = leak(answer);
  if (trouble !== undefined) throw new Error(`not as docs/openapi.json has it: ${trouble}`);
  if (told !== undefined) throw new Error(`${method} ${url} gives away "${told}": ${JSON.stringify(answer.body)}`);
}
