import { type Assembly, AssemblyRefused, ofType, type Resource } from "../assembly/model.ts";
import { number, record, text } from "../json.ts";
import { findFunction, type LambdaFunction } from "../lambda/function.ts";
import { decoded } from "./payload.ts";

export interface Route {
  /** `POST /api/v1/things/{id}` or `$default`. */
  readonly key: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly fn: LambdaFunction;
  readonly timeoutMs: number;
}

export interface Match {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** An HTTP API waits for its integration at most this long. */
const INTEGRATION_TIMEOUT_MS = 30_000;

/** A part of a route's path: fixed text, or a parameter, which may take all that follows. */
type Part = { readonly text: string } | { readonly name: string; readonly greedy: boolean };

interface Candidate {
  readonly route: Route;
  readonly parts: readonly Part[];
}

export class RouteTable {
  readonly routes: readonly Route[];
  /** By method, best first. */
  readonly #byMethod = new Map<string, readonly Candidate[]>();
  readonly #fallback: Route | undefined;

  constructor(routes: readonly Route[]) {
    this.routes = routes;
    this.#fallback = routes.find(({ key }) => key === "$default");
  }

  /** By API Gateway's rules: the most specific path wins, then the named method before ANY, then greedy, then $default. */
  match(method: string, rawPath: string): Match | undefined {
    const given = rawPath.split("/").slice(1);
    for (const { route, parts } of this.#candidates(method)) {
      const parameters = fits(parts, given);
      if (parameters !== undefined) return { route, parameters };
    }
    return this.#fallback && { route: this.#fallback, parameters: {} };
  }

  #candidates(method: string): readonly Candidate[] {
    const known = this.#byMethod.get(method);
    if (known !== undefined) return known;
    const made = this.routes
      .filter((route) => route.key !== "$default" && (route.method === "ANY" || route.method === method))
      .map((route) => ({ route, parts: route.segments.map(partOf), rank: rank(route) }))
      .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));
    // What a stranger calls a method is not kept.
    if (made.length > 0) this.#byMethod.set(method, made);
    return made;
  }
}

function partOf(segment: string): Part {
  const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(segment) ?? [];
  return name === undefined ? { text: segment } : { name, greedy: greedy === "+" };
}

function fits(parts: readonly Part[], given: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const text = given[index];
    if (text === undefined) return undefined;
    if ("text" in part) {
      if (part.text !== text) return undefined;
      continue;
    }
    if (text === "") return undefined;
    parameters[part.name] = decoded(part.greedy ? given.slice(index).join("/") : text);
    if (part.greedy) return parameters;
  }
  return given.length === parts.length ? parameters : undefined;
}

/** Smaller is better: per segment literal, variable, greedy; then the method. */
function rank({ segments, method }: Route): string {
  const path = segments.map((segment) => (segment.endsWith("+}") ? "2" : segment.startsWith("{") ? "1" : "0")).join("");
  return `${path}${method === "ANY" ? "1" : "0"}`;
}

/** The routes of the templates' one HTTP API. */
export function routesOf(assembly: Assembly, functions: readonly LambdaFunction[]): RouteTable {
  const problems: string[] = [];
  if (ofType(assembly, "AWS::ApiGatewayV2::Api").length > 1) problems.push("more than one HTTP API is not known here");
  const integrations = new Map(ofType(assembly, "AWS::ApiGatewayV2::Integration").map((one) => [one.ref, one]));
  const routes = ofType(assembly, "AWS::ApiGatewayV2::Route").flatMap((resource) => {
    const made = routeOf(resource, integrations, functions);
    if (typeof made !== "string") return [made];
    problems.push(`${resource.id}: ${made}`);
    return [];
  });
  const keys = routes.map(({ key }) => key);
  for (const key of new Set(keys.filter((one, index) => keys.indexOf(one) !== index)))
    problems.push(`two routes are ${key}`);
  if (problems.length > 0) throw new AssemblyRefused(problems);
  return new RouteTable(routes);
}

function routeOf(
  { properties }: Resource,
  integrations: ReadonlyMap<string, Resource>,
  functions: readonly LambdaFunction[],
): Route | string {
  const target = (text(properties["Target"]) ?? "").replace(/^integrations\//, "");
  const integration = record(integrations.get(target)?.properties);
  const fn = findFunction(functions, text(integration["IntegrationUri"]) ?? "");
  if (fn === undefined) return "it leads to no function of the templates";
  const key = text(properties["RouteKey"]) ?? "";
  const [, method = "", path = ""] = /^(\S+) (\/.*)$/.exec(key) ?? [];
  if (key !== "$default" && path === "") return `the route key ${key} is not known here`;
  const timeoutMs = number(integration["TimeoutInMillis"]) ?? INTEGRATION_TIMEOUT_MS;
  return { key, method, segments: path.split("/").slice(1), fn, timeoutMs };
}
