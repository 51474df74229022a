import { importJWK, type JWK, jwtVerify, type JWTPayload, type JWTVerifyOptions } from "jose";
import {
  type Customer,
  errors,
  keyById,
  keyRingWith,
  type Newcomer,
  now,
  type Role,
  ROLES,
  type Scope,
  SCOPES,
  settings,
  subkey,
  unsealWith,
} from "../kernel/index.ts";

/**
 * Checks the tokens that a request carries. This file is in the bundle of every door with a caller: what makes
 * tokens lives in `issue.ts`. Access tokens ask for TOKEN_PUBLIC_KEYS, temp tokens for SESSION_KEYS.
 */

export const ACCESS_TYPE = "at+jwt";
export const TEMP_TYPE = "temp+jwt";
/** Our own app. Third parties' programs have ids of their own. */
export const APP_CLIENT = "cowry-app";

export type AccessClaims = Omit<Customer, "kind" | "origin">;
export type TempClaims = Omit<Newcomer, "kind" | "origin">;

/** Imported keys by their JWK text: a ring that was read again brings the same text, or another key. */
const imported = new Map<string, ReturnType<typeof importJWK>>();

/** What an id of ours looks like: nothing else is worth looking for. */
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;

async function publicKey(keyId: string | undefined): ReturnType<typeof importJWK> {
  if (keyId === undefined || !KEY_ID.test(keyId)) throw errors.unauthenticated();
  const { keys } = await keyRingWith("TOKEN_PUBLIC_KEYS", keyId);
  const text = Object.hasOwn(keys, keyId) ? keys[keyId] : undefined;
  if (text === undefined) throw errors.unauthenticated();
  let key = imported.get(text);
  if (key === undefined) imported.set(text, (key = importJWK(JSON.parse(text) as JWK, "EdDSA")));
  return key;
}

/** Who an access token (RFC 9068) speaks for; throws `unauthenticated` for anything that is not one of ours and live. */
export async function verifyAccessToken(token: string): Promise<AccessClaims> {
  const claims = await verified(async () => {
    const { tokenIssuer, tokenAudience } = settings();
    return jwtVerify(token, ({ kid }) => publicKey(kid), {
      ...rules(ACCESS_TYPE, "EdDSA"),
      issuer: tokenIssuer,
      audience: tokenAudience,
      requiredClaims: ["sub", "sid", "jti", "iat", "exp", "client_id", "ep"],
    });
  });
  const { sub, sid, ep, client_id, roles } = claims;
  if (typeof sub !== "string" || typeof sid !== "string" || typeof client_id !== "string")
    throw errors.unauthenticated();
  if (typeof ep !== "number") throw errors.unauthenticated();
  return { userId: sub, sessionId: sid, epoch: ep, roles: knownRoles(roles), clientId: client_id };
}

/** What the token of a third party's program says: RFC 9068 with `scope`, and no person's session. */
export interface ClientClaims {
  readonly clientId: string;
  readonly scopes: readonly Scope[];
}

/** Which program a token of client credentials speaks for; a person's token is none. */
export async function verifyClientClaims(token: string): Promise<ClientClaims> {
  const { sub, client_id, scope, sid } = await verified(async () => {
    const { tokenIssuer, tokenAudience } = settings();
    return jwtVerify(token, ({ kid }) => publicKey(kid), {
      ...rules(ACCESS_TYPE, "EdDSA"),
      issuer: tokenIssuer,
      audience: tokenAudience,
      requiredClaims: ["sub", "jti", "iat", "exp", "client_id", "scope"],
    });
  });
  const ofProgram = sid === undefined && typeof client_id === "string" && sub === client_id;
  if (!ofProgram || typeof scope !== "string") throw errors.unauthenticated();
  const given = scope.split(" ");
  return { clientId: client_id, scopes: SCOPES.filter((known) => given.includes(known)) };
}

/** Who a temp token speaks for: somebody who proved a phone and has no account yet. */
export async function verifyTempToken(token: string): Promise<TempClaims> {
  let secret: Buffer | undefined;
  const { jti, role, ph } = await verified(async () => {
    const { tokenIssuer } = settings();
    return jwtVerify(token, ({ kid }) => (secret = tempKey(kid)), {
      ...rules(TEMP_TYPE, "HS256"),
      issuer: tokenIssuer,
      audience: tokenIssuer,
      requiredClaims: ["jti", "iat", "exp", "role", "ph"],
    });
  });
  if (typeof jti !== "string" || typeof ph !== "string" || (role !== "rider" && role !== "driver")) {
    throw errors.unauthenticated();
  }
  return { tokenId: jti, role, phone: openPhone(secret, ph, jti) };
}

/** Nothing is left to the token's own word: algorithm, type and age are ours to say. */
function rules(typ: string, algorithm: "EdDSA" | "HS256"): JWTVerifyOptions {
  return { typ, algorithms: [algorithm], currentDate: new Date(now()) };
}

/** A token that does not verify is the caller's to replace, whatever is wrong with it; the log learns what it was. */
async function verified(verify: () => Promise<{ payload: JWTPayload }>): Promise<JWTPayload> {
  try {
    return (await verify()).payload;
  } catch (cause) {
    throw errors.unauthenticated(undefined, { context: { token: codeOf(cause) } });
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
}

function tempKey(keyId: string | undefined): Buffer {
  const key = keyId === undefined ? undefined : keyById("SESSION_KEYS", keyId);
  if (key === undefined) throw errors.unauthenticated();
  return subkey(key, TEMP_TYPE);
}

function openPhone(key: Buffer | undefined, sealed: string, tokenId: string): string {
  try {
    if (key !== undefined) return unsealWith(key, sealed, tokenId);
  } catch {
    // Signed by us and yet not to be opened: treated like any other token that is not ours.
  }
  throw errors.unauthenticated();
}

function knownRoles(claim: unknown): readonly Role[] {
  return Array.isArray(claim) ? ROLES.filter((role) => claim.includes(role)) : [];
}
