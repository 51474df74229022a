import { describe, expect, it } from "vitest";
import type { LambdaFunction } from "../lambda/function.ts";
import { type Cors, preflight, withCors } from "./cors.ts";
import type { GatewayRequest } from "./payload.ts";
import { type Route, RouteTable } from "./routes.ts";

const fn = { name: "fn" } as LambdaFunction;

function table(...keys: readonly string[]): RouteTable {
  return new RouteTable(
    keys.map((key): Route => {
      const [method = "", path = ""] = key === "$default" ? [] : key.split(" ");
      return { key, method, segments: path.split("/").slice(1), fn, timeoutMs: 1 };
    }),
  );
}

describe("routes", () => {
  const routes = table(
    "GET /things/{id}",
    "GET /things/mine",
    "ANY /things/{id}",
    "POST /things/{id}/parts/{part}",
    "GET /files/{path+}",
    "GET /files/{name}",
    "$default",
  );

  it.each([
    ["GET", "/things/7", "GET /things/{id}", { id: "7" }],
    ["GET", "/things/mine", "GET /things/mine", {}],
    ["DELETE", "/things/7", "ANY /things/{id}", { id: "7" }],
    ["POST", "/things/a%20b/parts/c%2Fd", "POST /things/{id}/parts/{part}", { id: "a b", part: "c/d" }],
    ["GET", "/files/a", "GET /files/{name}", { name: "a" }],
    ["GET", "/files/a/b/c", "GET /files/{path+}", { path: "a/b/c" }],
    ["GET", "/things/", "$default", {}],
    ["GET", "/things", "$default", {}],
    ["GET", "/things/7/", "$default", {}],
    ["GET", "/", "$default", {}],
  ])("%s %s goes to %s", (method, path, key, parameters) => {
    const match = routes.match(method, path);
    expect(match?.route.key).toBe(key);
    expect(match?.parameters).toEqual(parameters);
  });

  it("match nothing where there is no default", () => {
    expect(table("GET /a").match("POST", "/a")).toBeUndefined();
  });
});

describe("cross-origin requests", () => {
  const cors: Cors = {
    origins: ["https://app.example.com"],
    methods: ["GET", "POST"],
    headers: ["authorization"],
    exposed: ["x-request-id"],
    credentials: false,
    maxAgeSeconds: 3600,
  };
  const from = (origin: string, method = "GET", ...more: [string, string][]): GatewayRequest => ({
    method,
    rawPath: "/",
    rawQuery: "",
    headers: [["Origin", origin], ...more],
    body: Buffer.alloc(0),
    sourceIp: "127.0.0.1",
    protocol: "HTTP/1.1",
  });
  const asks: [string, string] = ["Access-Control-Request-Method", "POST"];

  it("answers a preflight itself, and grants nothing to a stranger", () => {
    const granted = preflight(cors, from("https://app.example.com", "OPTIONS", asks));
    expect(Object.fromEntries(granted?.headers ?? [])).toEqual({
      "access-control-allow-origin": "https://app.example.com",
      "access-control-allow-methods": "GET,POST",
      "access-control-allow-headers": "authorization",
      "access-control-max-age": "3600",
      vary: "origin",
    });
    expect(preflight(cors, from("https://evil.example", "OPTIONS", asks))).toMatchObject({ status: 204, headers: [] });
    expect(preflight(cors, from("https://app.example.com", "OPTIONS"))).toBeUndefined();
  });

  it("puts its own headers in the place of the function's", () => {
    const own = { status: 200, headers: [["access-control-allow-origin", "*"]] as const, body: Buffer.alloc(0) };
    const headers = (origin: string) => Object.fromEntries(withCors(cors, from(origin), own).headers);
    expect(headers("https://app.example.com")).toEqual({
      "access-control-allow-origin": "https://app.example.com",
      "access-control-expose-headers": "x-request-id",
      vary: "origin",
    });
    expect(headers("https://evil.example")).toEqual({});
  });
});
