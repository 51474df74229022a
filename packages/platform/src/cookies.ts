import { createHash, timingSafeEqual } from "node:crypto";
import { DAY, SECOND } from "@cowry/core/kernel";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod/mini";
import type { EndpointDefinition, Schema } from "./definition.ts";
import { fieldsOf } from "./implied.ts";

/**
 * Browsers keep tokens where scripts cannot read them: `?mode=cookie` where tokens are issued puts them into cookies
 * instead of the answer. A browser sends cookies whoever asks it to, so each request by cookie also carries, in
 * X-Csrf-Token, what only a page that could read our answer knows. It is a hash of the access token: nothing to keep,
 * worth nothing with another token, and it leads back to none.
 */

const ACCESS = "__Host-cowry_access";
const REFRESH = "__Secure-cowry_refresh";
/** The refresh cookie goes nowhere else. */
const REFRESH_PATH = "/api/v1/auth/token/refresh";
/** As long as a refresh token lives; what is in the access cookie is over much sooner. */
const LIFE_SECONDS = (7 * DAY) / SECOND;

export const CSRF_HEADER = "x-csrf-token";

export const MODES = ["cookie"] as const;

/** What an answer in this mode carries in the place of its tokens. */
export const CSRF_FIELD = "csrf_token";

/** True for an object with these fields, or a union one of whose members has them. */
function has(schema: Schema | undefined, ...names: readonly string[]): boolean {
  const def: unknown = schema?._zod.def;
  const options =
    typeof def === "object" && def !== null && "options" in def && Array.isArray(def.options)
      ? (def.options as Schema[])
      : [];
  return names.every((name) => name in fieldsOf(schema)) || options.some((option) => has(option, ...names));
}

/** True for a door that hands out tokens: it takes `mode`. */
export function issuesTokens({ returns }: Pick<EndpointDefinition, "returns">): boolean {
  return Object.values(returns).some((schema) => has(schema, "access", "refresh"));
}

/** True for a door that takes a refresh token: in this mode it takes the cookie's. */
export function takesRefresh({ body }: Pick<EndpointDefinition, "body">): boolean {
  return has(body, "refresh");
}

function cookieOf({ cookies = [] }: APIGatewayProxyEventV2, name: string): string | undefined {
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
}

function csrfOf(access: string): string {
  return createHash("sha256").update(`cowry/csrf:${access}`).digest("base64url");
}

/** True when the request knows what goes with its access cookie. */
function isOurPage(event: APIGatewayProxyEventV2): boolean {
  const access = cookieOf(event, ACCESS);
  const given = Buffer.from(event.headers[CSRF_HEADER] ?? "");
  const wanted = Buffer.from(access === undefined ? "" : csrfOf(access));
  return access !== undefined && given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** The access token of a request by cookie, as the header would have it; undefined where the page is not ours. */
export function cookieAuthorization(event: APIGatewayProxyEventV2): string | undefined {
  const access = cookieOf(event, ACCESS);
  return access === undefined || !isOurPage(event) ? undefined : `Bearer ${access}`;
}

/** The refresh token of a request by cookie. */
export function cookieRefresh(event: APIGatewayProxyEventV2): string | undefined {
  return isOurPage(event) ? cookieOf(event, REFRESH) : undefined;
}

const Tokens = z.looseObject({ access: z.string(), refresh: z.string() });

/** An answer with its tokens in cookies; one that has none (a second factor is asked for) as it is. */
export function intoCookies(value: unknown): { readonly value: unknown; readonly cookies: readonly string[] } {
  const tokens = z.safeParse(Tokens, value);
  if (!tokens.success) return { value, cookies: [] };
  const { access, refresh, ...rest } = tokens.data;
  return {
    value: { ...rest, [CSRF_FIELD]: csrfOf(access) },
    cookies: [cookie(ACCESS, access, "/", LIFE_SECONDS), cookie(REFRESH, refresh, REFRESH_PATH, LIFE_SECONDS)],
  };
}

/** Takes the cookies back. */
export function noCookies(): readonly string[] {
  return [cookie(ACCESS, "", "/", 0), cookie(REFRESH, "", REFRESH_PATH, 0)];
}

function cookie(name: string, value: string, path: string, seconds: number): string {
  return `${name}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Strict`;
}
