import * as z from "zod/mini";
import type { EndpointDefinition, Schema } from "./definition.ts";
import { type Door, type HttpDoor, isHttp, pathParameters, routeParts, type Workflow } from "./door.ts";
import { takesBody } from "./implied.ts";
import { doorsIn, routesOf } from "./manifest.ts";
import { liftProof } from "./request.ts";
import { alternatives, type JsonSchema, jsonSchema, propertiesOf } from "./schema.ts";

/** API Gateway gives up on an integration after 30 s. */
const HTTP_TIMEOUT_SECONDS_MAX = 29;

/** Everything that is wrong with the definitions, one sentence each; empty when all is well. */
export function findings(doors: readonly Door[], workflows: readonly Workflow[]): readonly string[] {
  const http = doors.filter(isHttp);
  return [
    ...doors.flatMap((door) => (/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/.test(door.id) ? [] : [`${door.id}: no id`])),
    ...http.flatMap((door) => [...httpFindings(door)].map((finding) => `${door.id}: ${finding}`)),
    ...repeatedRoutes(http),
    ...doors.flatMap((door) => (door.kind === "event" ? eventFindings(door) : [])),
    ...workflows.flatMap((workflow) => unknownSteps(workflow, doors)),
  ];
}

function eventFindings({ id, definition }: Extract<Door, { kind: "event" }>): readonly string[] {
  const odd = definition.on.filter((name) => !/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(name));
  return odd.map((name) => `${id}: ${name} is no name of an event`);
}

function* httpFindings({ definition }: HttpDoor): Generator<string> {
  const { route, aliases = [], body, params, query, returns, refuses, confirm } = definition;
  if (body !== undefined && !takesBody(route)) yield "has a body, and a method without one";
  if (body !== undefined && definition.raw !== true && !isStrict(body)) yield "body takes unknown fields";
  if (query !== undefined && !isStrict(query)) yield "query takes unknown parameters";
  if (confirm !== undefined && body !== undefined && hasProofFields(jsonSchema(body, "input"))) {
    yield "pin and confirmation come from `confirm`, not from the body";
  }
  if ((definition.caller === "staff") !== (definition.permission !== undefined)) {
    yield "a permission is what staff need: staff doors have one, others have none";
  }
  if (definition.scope !== undefined && definition.caller !== "customer") yield "has a scope, and no customer";
  if (confirm !== undefined && !takesBody(route)) yield "confirm needs a body";
  if ((definition.timeoutSeconds ?? 0) > HTTP_TIMEOUT_SECONDS_MAX) yield "may run longer than the gateway waits";
  const declared = params === undefined ? [] : Object.keys(propertiesOf(jsonSchema(params, "input"))).sort();
  for (const each of [route, ...aliases]) {
    const named = [...pathParameters(each)].sort();
    if (named.join() !== declared.join()) yield `params are {${declared.join()}}, ${each} names {${named.join()}}`;
  }
  const statuses = Object.keys(returns).map(Number);
  if (statuses.length === 0) yield "returns nothing";
  for (const status of statuses) if (status < 200 || status > 299) yield `returns ${status}, which is no success`;
  const codes = refuses.map(({ code }) => code);
  for (const code of codes.filter((each, index) => codes.indexOf(each) !== index)) yield `refuses ${code} twice`;
  yield* exampleFindings(definition);
}

function* exampleFindings(definition: EndpointDefinition): Generator<string> {
  const { body, query, params, example, route, confirm } = definition;
  if (definition.raw === true || route === "$default") return;
  const parts: readonly (readonly [string, Schema | undefined, unknown])[] = [
    ["query", query, example.query ?? {}],
    ["params", params, example.params ?? {}],
  ];
  for (const [name, schema, value] of parts) yield* misfits(`example.${name}`, schema, value);
  if (confirm === undefined) {
    yield* misfits("example.body", body, example.body ?? {});
    return;
  }
  const wrong: { path: string; message: string }[] = [];
  const { rest } = liftProof(example.body ?? {}, wrong, confirm);
  for (const { path, message } of wrong) yield `example.body: ${path} ${message}`;
  yield* misfits("example.body", body, rest);
}

function* misfits(name: string, schema: Schema | undefined, value: unknown): Generator<string> {
  const result = z.safeParse(schema ?? z.strictObject({}), value);
  if (result.success) return;
  for (const { path, code } of result.error.issues) yield `${name}: ${path.map(String).join(".")} ${code}`;
}

function isStrict(schema: Schema): boolean {
  return branchesOf(jsonSchema(schema, "input")).every((branch) => branch.additionalProperties === false);
}

function branchesOf(schema: JsonSchema): readonly JsonSchema[] {
  return alternatives(schema)?.schemas.flatMap(branchesOf) ?? [schema];
}

function hasProofFields(schema: JsonSchema): boolean {
  return branchesOf(schema).some((branch) => "pin" in propertiesOf(branch) || "confirmation" in propertiesOf(branch));
}

/** Two routes that differ only in the names of their parameters are the same to the gateway. */
function repeatedRoutes(doors: readonly HttpDoor[]): readonly string[] {
  const owners = new Map<string, string>();
  const repeated: string[] = [];
  for (const { id, definition } of doors) {
    for (const route of routesOf(definition)) {
      const shape = route.replaceAll(/\{[^}]*\}/g, "{}");
      if (route !== "$default" && routeParts(route) === undefined) repeated.push(`${id}: ${route} is no route`);
      const owner = owners.get(shape);
      if (owner !== undefined) repeated.push(`${id}: ${route} is a route of ${owner}`);
      owners.set(shape, id);
    }
  }
  return repeated;
}

function unknownSteps({ id, asl }: Workflow, doors: readonly Door[]): readonly string[] {
  const steps = new Set(doors.filter(({ kind }) => kind === "step").map((door) => door.id));
  return doorsIn(asl)
    .filter((step) => !steps.has(step))
    .map((step) => `${id}: there is no step ${step}`);
}
