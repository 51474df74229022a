import { parseJson } from "../json.ts";

/** A request as the gateway received it. */
export interface GatewayRequest {
  readonly method: string;
  /** As on the request line, still percent-encoded, without the query. */
  readonly rawPath: string;
  readonly rawQuery: string;
  /** Name and value in the order sent. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly protocol: string;
}

/** What the gateway adds of itself. */
export interface EventFacts {
  readonly kind: "http-api" | "url";
  readonly accountId: string;
  /** The API's id, or the function URL's. */
  readonly apiId: string;
  readonly domainName: string;
  readonly requestId: string;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly nowMs: number;
}

/** The event of payload format 2.0. */
export function toEvent(request: GatewayRequest, facts: EventFacts): Record<string, unknown> {
  const headers = joinedHeaders(request);
  // The HTTP API hands the path over decoded, a function URL as it was sent.
  const path = facts.kind === "http-api" ? decoded(request.rawPath) : request.rawPath;
  const query = queryParameters(request.rawQuery);
  const cookies = request.headers
    .filter(([name]) => name.toLowerCase() === "cookie")
    .flatMap(([, value]) => value.split(/; */));
  const base64 = request.body.length > 0 && !isText(headers["content-type"]);
  return {
    version: "2.0",
    routeKey: facts.routeKey,
    rawPath: path,
    rawQueryString: request.rawQuery,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers,
    ...(Object.keys(query).length === 0 ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: facts.kind === "url" ? "anonymous" : facts.accountId,
      apiId: facts.apiId,
      domainName: facts.domainName,
      domainPrefix: facts.apiId,
      http: {
        method: request.method,
        path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: facts.requestId,
      routeKey: facts.routeKey,
      stage: "$default",
      time: commonLogTime(facts.nowMs),
      timeEpoch: facts.nowMs,
    },
    ...(Object.keys(facts.pathParameters).length === 0 ? {} : { pathParameters: facts.pathParameters }),
    ...(request.body.length === 0 ? {} : { body: request.body.toString(base64 ? "base64" : "utf8") }),
    isBase64Encoded: base64,
  };
}

/** Lower-cased; several of one name joined by commas; cookies apart; with what the gateway adds on the way. */
function joinedHeaders({ headers, sourceIp, body }: GatewayRequest): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (["cookie", "connection", "transfer-encoding"].includes(key)) continue;
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before},${value}`);
  }
  const forwarded = joined.get("x-forwarded-for");
  joined.set("x-forwarded-for", forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`);
  joined.set("x-forwarded-port", "443").set("x-forwarded-proto", "https");
  joined.set("content-length", String(body.length));
  return Object.fromEntries(joined);
}

/** Values decoded; several of one name joined by commas. */
function queryParameters(rawQuery: string): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

/** Everything else, forms included, travels as base64. */
function isText(contentType: string | undefined): boolean {
  const type = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return type.startsWith("text/") || /^application\/(.*\+)?(json|xml)$/.test(type) || type === "application/javascript";
}

export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2026:19:03:58 +0000` */
function commonLogTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  const month = MONTHS[Number(iso.slice(5, 7)) - 1] ?? "";
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

export interface GatewayAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

/**
 * What a function's result becomes. Without a `statusCode` the whole result is the body, as JSON, with 200.
 * Undefined when the result has a shape that the gateway answers with a 500.
 */
export function toAnswer(result: unknown): GatewayAnswer | undefined {
  const isObject = typeof result === "object" && result !== null && !Array.isArray(result);
  if (!isObject || !("statusCode" in result)) {
    const body = typeof result === "string" ? result : JSON.stringify(result ?? null);
    const isJson = typeof result !== "string" || parseJson(result) !== undefined;
    return { status: 200, headers: isJson ? [JSON_TYPE] : [TEXT_TYPE], body: Buffer.from(body) };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = result as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  if (body !== undefined && body !== null && typeof body !== "string") return undefined;
  const named = namedHeaders(headers);
  if (named === undefined) return undefined;
  if (cookies !== undefined && !(Array.isArray(cookies) && cookies.every((cookie) => typeof cookie === "string"))) {
    return undefined;
  }
  const set = (cookies ?? []).map((cookie: string) => ["set-cookie", cookie] as const);
  const typed = named.some(([name]) => name.toLowerCase() === "content-type");
  const bytes = Buffer.from(body ?? "", isBase64Encoded === true ? "base64" : "utf8");
  const content = typed || bytes.length === 0 ? [] : [TEXT_TYPE];
  return { status, headers: [...named, ...content, ...set], body: bytes };
}

const JSON_TYPE = ["content-type", "application/json"] as const;
const TEXT_TYPE = ["content-type", "text/plain;charset=UTF-8"] as const;

function namedHeaders(headers: unknown): (readonly [string, string])[] | undefined {
  if (headers === undefined || headers === null) return [];
  if (typeof headers !== "object" || Array.isArray(headers)) return undefined;
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value as unknown] as const);
  if (entries.some(([, value]) => typeof value === "object" && value !== null)) return undefined;
  return entries
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, String(value)]);
}
