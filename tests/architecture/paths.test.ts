import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

interface Operation {
  readonly operationId: string;
  readonly "x-alias-of"?: string;
}

const DOCS = path.resolve(import.meta.dirname, "../../docs");
const { paths } = JSON.parse(readFileSync(path.join(DOCS, "openapi.json"), "utf8")) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};
const rows = [
  ...readFileSync(path.join(DOCS, "paths.md"), "utf8").matchAll(/\| (GET|POST|PUT|PATCH) (\S+) +\| (\S+) +\|/g),
];

it("every path that clients know is a route of the operation it stands for", () => {
  expect(rows.length).toBeGreaterThan(30);
  const found = rows.map(([, method = "", route = ""]) => {
    const operation = paths[route]?.[method.toLowerCase()];
    return [method, route, operation?.["x-alias-of"] ?? operation?.operationId];
  });
  expect(found).toEqual(rows.map(([, method, route, operation]) => [method, route, operation]));
});
