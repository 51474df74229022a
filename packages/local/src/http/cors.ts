import { list, number, record, text } from "../json.ts";
import type { GatewayAnswer, GatewayRequest } from "./payload.ts";

type Headers = readonly (readonly [string, string])[];

/** Cross-origin rules as an HTTP API or a function URL has them. */
export interface Cors {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly credentials: boolean;
  readonly maxAgeSeconds: number | undefined;
}

export function corsOf(configuration: unknown): Cors | undefined {
  if (configuration === undefined) return undefined;
  const { AllowOrigins, AllowMethods, AllowHeaders, ExposeHeaders, AllowCredentials, MaxAge } = record(configuration);
  const texts = (value: unknown) => list(value).flatMap((item) => text(item) ?? []);
  return {
    origins: texts(AllowOrigins),
    methods: texts(AllowMethods),
    headers: texts(AllowHeaders),
    exposed: texts(ExposeHeaders),
    credentials: AllowCredentials === true,
    maxAgeSeconds: number(MaxAge),
  };
}

/** The gateway answers preflights itself; no function sees them. */
export function preflight(cors: Cors, request: GatewayRequest): GatewayAnswer | undefined {
  const asked = header(request, "access-control-request-method");
  if (request.method !== "OPTIONS" || asked === undefined || header(request, "origin") === undefined) return undefined;
  const granted = originHeaders(cors, request);
  if (granted.length === 0) return { status: 204, headers: [], body: Buffer.alloc(0) };
  const lists: Headers = [
    ["access-control-allow-methods", cors.methods.join(",")],
    ["access-control-allow-headers", cors.headers.join(",")],
    ...(cors.maxAgeSeconds === undefined ? [] : [["access-control-max-age", String(cors.maxAgeSeconds)] as const]),
  ];
  return { status: 204, headers: [...granted, ...lists.filter(([, value]) => value !== "")], body: Buffer.alloc(0) };
}

/** An answer with the configured headers, whatever the function said of CORS itself. */
export function withCors(cors: Cors, request: GatewayRequest, answer: GatewayAnswer): GatewayAnswer {
  const own = answer.headers.filter(([name]) => !name.toLowerCase().startsWith("access-control-"));
  const granted = originHeaders(cors, request);
  const exposed: Headers =
    granted.length === 0 || cors.exposed.length === 0
      ? []
      : [["access-control-expose-headers", cors.exposed.join(",")]];
  return { ...answer, headers: [...own, ...granted, ...exposed] };
}

function originHeaders(cors: Cors, request: GatewayRequest): Headers {
  const origin = header(request, "origin");
  if (origin === undefined || !cors.origins.some((allowed) => allows(allowed, origin))) return [];
  const any = cors.origins.includes("*") && !cors.credentials;
  return [
    ["access-control-allow-origin", any ? "*" : origin],
    ...(cors.credentials ? [["access-control-allow-credentials", "true"] as const] : []),
    ...(any ? [] : [["vary", "origin"] as const]),
  ];
}

/** `*`, `https://*`, or the origin itself. */
function allows(allowed: string, origin: string): boolean {
  if (allowed === "*" || allowed === origin) return true;
  return allowed.endsWith("://*") && origin.startsWith(allowed.slice(0, -1));
}

function header({ headers }: GatewayRequest, name: string): string | undefined {
  return headers.find(([one]) => one.toLowerCase() === name)?.[1];
}
