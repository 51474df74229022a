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

export class RouteTable {
  readonly routes: readonly Route[];

  constructor(routes: readonly Route[]) {
    this.routes = routes;
  }

  /** By API Gateway's rules: the most specific path wins, then the named method before ANY, then greedy, then $default. */
  match(method: string, rawPath: string): Match | undefined {
    const parts = rawPath.split("/").slice(1);
    const found = this.routes
      .flatMap((route) => {
        const parameters = fits(route, method, parts);
        return parameters === undefined ? [] : [{ route, parameters, rank: rank(route) }];
      })
      .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))[0];
    const fallback = this.routes.find(({ key }) => key === "$default");
    return found ?? (fallback && { route: fallback, parameters: {} });
  }
}

function fits(route: Route, method: string, parts: readonly string[]): Record<string, string> | undefined {
  if (route.key === "$default" || (route.method !== "ANY" && route.method !== method)) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of route.segments.entries()) {
    const part = parts[index];
    const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(segment) ?? [];
    if (part === undefined || (name !== undefined && part === "")) return undefined;
    if (name !== undefined && greedy === "+") {
      parameters[name] = decoded(parts.slice(index).join("/"));
      return parameters;
    }
    if (name !== undefined) parameters[name] = decoded(part);
    else if (segment !== part) return undefined;
  }
  return parts.length === route.segments.length ? parameters : undefined;
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
