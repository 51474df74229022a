import type { Permission, Role } from "@cowry/core/kernel";
import { expect } from "vitest";
import { cloud, send } from "../kit/cloud.ts";
import type { Route } from "../kit/document.ts";
import type { Person } from "../kit/people.ts";
import { bodyOf, pathOf, queryOf } from "./ask.ts";

/** Asking doors as somebody: for what is written once and run for every door of docs/openapi.json. */

interface Documented {
  readonly "x-roles"?: readonly Role[];
  readonly "x-permission"?: Permission;
  readonly "x-scope"?: string;
}

export const documented = ({ operation }: Route) => operation as Documented;
export const nameOf = ({ operation }: Route) => operation.operationId;

interface Question {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  /** Beside what the example has, or in the place of it. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly authorization?: string;
}

/** Sends the route's example, which fits its schema, with other ids in it: `404 user_not_found`. */
export async function told(route: Route, person: Person, asked: Question): Promise<string> {
  const { path, query = queryOf(route), body, authorization = `Bearer ${person.access}` } = asked;
  const example = bodyOf(route)?.example;
  const url = `${cloud().origin}${pathOf(route, path)}${query}`;
  const answer = await send(route.method, url, {
    headers: { ...person.headers(), authorization },
    ...(example === undefined ? {} : { body: { ...example, ...body } }),
  });
  // What the answers look like is for the contract tests of each door.
  expect(Object.keys(route.operation.responses)).toContain(String(answer.status));
  const { code } = answer.body;
  return typeof code === "string" ? `${answer.status} ${code}` : String(answer.status);
}

/** Doors that are asked at the same time: most of them start cold, and there are two cores. */
const AT_ONCE = 6;

export async function ofEach<T, R>(all: readonly T[], ask: (one: T) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    answers.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(ask))));
  }
  return answers;
}

/** Of an alias the door that it leads to. */
export function canonical({ operation }: Route): string {
  return operation["x-alias-of"] ?? operation.operationId;
}
