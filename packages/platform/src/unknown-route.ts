import { type AppError, errors } from "@cowry/core/kernel";
import type { RequestFacts } from "./definition.ts";

/** Every path template of the API with the methods it answers to; written by `npm run gen`. */
export type RouteTable = Readonly<Record<string, readonly string[]>>;

/** What to say to a request that no route answers: that the path does not know this method, or is none. */
export function unknownRoute(routes: RouteTable, { path }: Pick<RequestFacts, "path">): AppError {
  const methods = Object.entries(routes)
    .filter(([template]) => matches(template, path))
    .flatMap(([, each]) => each);
  return methods.length === 0
    ? errors.route_not_found()
    : errors.method_not_allowed(undefined, { context: { allow: [...new Set(methods)].sort().join(", ") } });
}

function matches(template: string, path: string): boolean {
  const [wanted, given] = [template.split("/"), path.split("/")];
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part === given[index] || (part.startsWith("{") && given[index] !== ""))
  );
}
