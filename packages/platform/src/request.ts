import { errors, type FieldError, newId, type Origin, Pin, type Proof } from "@cowry/core/kernel";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod/mini";
import { cookieRefresh, issuesTokens, MODES, takesRefresh } from "./cookies.ts";
import type { EndpointDefinition, RequestFacts, Schema } from "./definition.ts";
import { takesBody } from "./implied.ts";
import { fieldErrors } from "./issues.ts";

export const BODY_BYTES_MAX = 64 * 1024;
const USER_AGENT_MAX = 128;

const ID_HEADER = /^[\x21-\x7e]{1,64}$/;
const KEY_HEADER = /^[\x20-\x7e]{1,255}$/;

/** The caller's request id where it is usable, else one of ours. */
export function requestIdOf(event: APIGatewayProxyEventV2): string {
  const given = event.headers["x-request-id"];
  return given !== undefined && ID_HEADER.test(given) ? given : newId();
}

export function originOf(event: APIGatewayProxyEventV2, requestId: string): Origin {
  const userAgent = event.headers["user-agent"];
  return {
    requestId,
    ip: event.requestContext.http.sourceIp,
    deviceId: event.headers["x-device-id"],
    userAgent: userAgent?.replace(/[^\x20-\x7e]/g, "?").slice(0, USER_AGENT_MAX),
    ...(isByBrowser(event) ? { platform: "web" } : {}),
  };
}

/** Tokens go into cookies: nobody but a browser asks for that. */
function isByBrowser({ rawQueryString }: APIGatewayProxyEventV2): boolean {
  return new URLSearchParams(rawQueryString).get("mode") === "cookie";
}

/** What of a request reaches the door, besides the actor. */
export interface Parsed {
  readonly body: unknown;
  readonly query: unknown;
  readonly params: unknown;
  readonly key: string | undefined;
  /** The same, when the request brought none: the caller must be told before a repetition is safe. */
  readonly madeKey: string | undefined;
  readonly proof: Proof | undefined;
  /** The tokens of the answer go into cookies. */
  readonly byCookie: boolean;
  readonly request: RequestFacts;
}

/** What of a definition says how to read a request. */
export type Readable = Pick<
  EndpointDefinition,
  "route" | "raw" | "form" | "confirm" | "body" | "query" | "params" | "idempotent" | "returns"
>;

/** Reads everything a door's definition speaks of, or refuses with every field that is wrong. */
export function parseRequest(definition: Readable, event: APIGatewayProxyEventV2, id: string): Parsed {
  const raw = definition.raw === true;
  const bytes = raw || takesBody(definition.route) ? bodyBytes(event) : Buffer.alloc(0);
  const { method, path } = event.requestContext.http;
  const request: RequestFacts = { id, method, path, headers: event.headers, rawBody: raw ? bytes : Buffer.alloc(0) };
  if (raw || definition.route === "$default") {
    return {
      body: undefined,
      query: undefined,
      params: undefined,
      ...NO_KEY,
      proof: undefined,
      byCookie: false,
      request,
    };
  }

  const wrong: FieldError[] = [];
  const sent = takesBody(definition.route) ? sentIn(definition, event, bytes, wrong) : {};
  const query = queryOf(event, wrong);
  const byCookie = issuesTokens(definition) && liftMode(query, wrong);
  if (byCookie && takesRefresh(definition)) giveRefresh(sent, cookieRefresh(event));
  const { rest, proof } = liftProof(sent, wrong, definition.confirm);
  const parsed: Parsed = {
    body: takesBody(definition.route) ? read(definition.body ?? EMPTY, rest, undefined, wrong) : undefined,
    query: read(definition.query ?? EMPTY, query, "query", wrong),
    params: definition.params && read(definition.params, event.pathParameters ?? {}, "path", wrong),
    ...(definition.idempotent === true ? keyOf(event, rest, wrong) : NO_KEY),
    proof,
    byCookie,
    request,
  };
  checkDevice(event, wrong);
  if (wrong.length > 0) throw errors.invalid_request(undefined, { fields: wrong });
  return parsed;
}

type Key = Pick<Parsed, "key" | "madeKey">;

const NO_KEY: Key = { key: undefined, madeKey: undefined };
const EMPTY = z.strictObject({});

function read(schema: Schema, value: unknown, at: "query" | "path" | undefined, wrong: FieldError[]): unknown {
  const result = z.safeParse(schema, value, { reportInput: true });
  if (result.success) return result.data;
  wrong.push(...fieldErrors(result.error.issues, at));
  return undefined;
}

function bodyBytes(event: APIGatewayProxyEventV2): Buffer {
  const bytes = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  if (bytes.length > BODY_BYTES_MAX) throw errors.body_too_large();
  return bytes;
}

const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i;

function sentIn({ form }: Readable, event: APIGatewayProxyEventV2, bytes: Buffer, wrong: FieldError[]): unknown {
  const isForm = form === true && FORM_TYPE.test(event.headers["content-type"] ?? "");
  return isForm ? fieldsIn(bytes.toString("utf8"), undefined, wrong) : jsonOf(event, bytes);
}

/** An absent body is an empty object, so that the answer names the fields that are missing. */
function jsonOf(event: APIGatewayProxyEventV2, bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  if (!JSON_TYPE.test(event.headers["content-type"] ?? "")) throw errors.unsupported_media_type();
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw errors.invalid_request(undefined, { fields: [{ path: "body", message: "is not JSON" }] });
  }
}

function queryOf(event: APIGatewayProxyEventV2, wrong: FieldError[]): Record<string, string> {
  return fieldsIn(event.rawQueryString, "query", wrong);
}

/** A parameter given twice means two things: refused. */
function fieldsIn(encoded: string, at: "query" | undefined, wrong: FieldError[]): Record<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(encoded)) {
    const path = `${at === undefined ? "" : "query."}${name.slice(0, 64)}`;
    if (fields.has(name)) wrong.push({ path, message: "is given more than once" });
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

/** Takes `mode` out of a query: true when the answer's tokens go into cookies. */
function liftMode(query: Record<string, string>, wrong: FieldError[]): boolean {
  const { mode } = query;
  delete query["mode"];
  if (mode === undefined) return false;
  if (!MODES.some((known) => known === mode)) {
    wrong.push({ path: "query.mode", message: `must be one of ${MODES.join(", ")}` });
  }
  return true;
}

/** A browser has its refresh token in a cookie: it need not, and cannot, write it into the body. */
function giveRefresh(sent: unknown, refresh: string | undefined): void {
  if (refresh === undefined || typeof sent !== "object" || sent === null || "refresh" in sent) return;
  Object.assign(sent, { refresh });
}

const Confirmation = z.string().check(z.regex(/^[A-Za-z0-9._~-]{1,1024}$/));
const PIN_OR_TOKEN = "give either pin or confirmation";

/** Takes `pin` | `confirmation` out of a body, so that neither goes where the rest goes. */
export function liftProof(
  sent: unknown,
  wrong: FieldError[],
  confirm: EndpointDefinition["confirm"],
): { rest: unknown; proof: Proof | undefined } {
  if (confirm === undefined) return { rest: sent, proof: undefined };
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return { rest: sent, proof: undefined };
  const { pin, confirmation, ...rest }: Record<string, unknown> = { ...sent };
  const refuse = (path: string, message: string) => {
    wrong.push({ path, message });
    return { rest, proof: undefined };
  };
  if (pin !== undefined && confirmation !== undefined) return refuse("confirmation", PIN_OR_TOKEN);
  if (pin === undefined && confirmation === undefined) {
    return confirm === "pin" ? refuse("pin", PIN_OR_TOKEN) : { rest, proof: { absent: true } };
  }
  if (confirmation === undefined) {
    const result = z.safeParse(Pin, pin);
    return result.success ? { rest, proof: { pin: result.data } } : refuse("pin", "must be 4 digits");
  }
  const result = z.safeParse(Confirmation, confirmation);
  return result.success
    ? { rest, proof: { confirmation: result.data } }
    : refuse("confirmation", "must be a confirmation token");
}

function keyOf(event: APIGatewayProxyEventV2, body: unknown, wrong: FieldError[]): Key {
  const header = event.headers["idempotency-key"];
  if (header !== undefined) {
    if (!KEY_HEADER.test(header)) {
      wrong.push({ path: "header.idempotency-key", message: "must be 1 to 255 printable ASCII characters" });
    }
    return { key: header, madeKey: undefined };
  }
  const reference =
    typeof body === "object" && body !== null && "reference" in body && typeof body.reference === "string"
      ? body.reference
      : undefined;
  if (reference !== undefined) return { key: reference, madeKey: undefined };
  const key = newId();
  return { key, madeKey: key };
}

function checkDevice(event: APIGatewayProxyEventV2, wrong: FieldError[]): void {
  const device = event.headers["x-device-id"];
  if (device !== undefined && !ID_HEADER.test(device)) {
    wrong.push({ path: "header.x-device-id", message: "must be 1 to 64 printable ASCII characters" });
  }
}
