import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Problem } from "../surface/problem.ts";

/** `/docs`: the API document as a page with try-it, from what npm installed; nothing is loaded from elsewhere. */

const OURS = import.meta.dirname;
const SWAGGER_UI = path.dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
const DOCUMENT = path.resolve(import.meta.dirname, "../../../../docs/openapi.json");

const FILES: Readonly<Record<string, readonly [dir: string, type: string]>> = {
  "docs.html": [OURS, "text/html; charset=utf-8"],
  "docs.css": [OURS, "text/css; charset=utf-8"],
  "docs.js": [OURS, "text/javascript; charset=utf-8"],
  "swagger-ui.css": [SWAGGER_UI, "text/css; charset=utf-8"],
  "swagger-ui-bundle.js": [SWAGGER_UI, "text/javascript; charset=utf-8"],
  "favicon-32x32.png": [SWAGGER_UI, "image/png"],
};

/** Swagger UI sets styles on its elements, and its pictures stand in its style sheet; scripts are files of this page. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export interface DocsFile {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** What stands at `/docs…`. */
export function docsFile(requested: string): DocsFile {
  const name = requested.replace(/^\/docs\/?/, "") || "docs.html";
  if (name === "openapi.json") return { headers: headersOf("application/json"), body: documentOfThisCloud() };
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  if (file === undefined) throw new Problem(404, "route_not_found", "There is no such path.");
  const [dir, type] = file;
  // The library changes with an installation only: kept for an hour, and so the browser keeps it compiled.
  const caching = dir === SWAGGER_UI ? { "cache-control": "private, max-age=3600" } : {};
  return { headers: { ...headersOf(type), ...caching }, body: readFileSync(path.join(dir, name)) };
}

function headersOf(type: string): Record<string, string> {
  return {
    "content-type": type,
    "cache-control": "no-cache",
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
}

/** As it is committed, but for the servers: what is tried is tried here. */
export function documentOfThisCloud(): string {
  const document = JSON.parse(readFileSync(DOCUMENT, "utf8")) as Record<string, unknown>;
  return JSON.stringify({ ...document, servers: [{ url: "/", description: "This local cloud" }] });
}
