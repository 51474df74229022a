import { importJWK, type JWK, SignJWT } from "jose";
import {
  currentKey,
  keyRing,
  MINUTE,
  newId,
  now,
  present,
  sealWith,
  SECOND,
  settings,
  subkey,
} from "../kernel/index.ts";
import { ACCESS_LIFE_MS } from "./model.ts";
import { ACCESS_TYPE, type AccessClaims, type ClientClaims, TEMP_TYPE, type TempClaims } from "./tokens.ts";

export { ACCESS_LIFE_MS };

/** Makes the tokens that `tokens.ts` checks. */

export const TEMP_LIFE_MS = 15 * MINUTE;

const imported = new Map<string, ReturnType<typeof importJWK>>();

/** The current private key; asks for TOKEN_PRIVATE_KEYS. */
async function signingKey(): Promise<{ kid: string; key: Awaited<ReturnType<typeof importJWK>> }> {
  const { current: kid, keys } = keyRing("TOKEN_PRIVATE_KEYS");
  const text = present(keys[kid], "the current signing key is in its ring");
  let key = imported.get(text);
  if (key === undefined) imported.set(text, (key = importJWK(JSON.parse(text) as JWK, "EdDSA")));
  return { kid, key: await key };
}

/** An access token as RFC 9068 has it. It tells the holder nothing that the API would not. */
export async function issueAccessToken(claims: AccessClaims): Promise<string> {
  const { kid, key } = await signingKey();
  const { tokenIssuer, tokenAudience } = settings();
  return new SignJWT({ sid: claims.sessionId, client_id: claims.clientId, roles: claims.roles, ep: claims.epoch })
    .setProtectedHeader({ alg: "EdDSA", typ: ACCESS_TYPE, kid })
    .setIssuer(tokenIssuer)
    .setAudience(tokenAudience)
    .setSubject(claims.userId)
    .setJti(newId())
    .setIssuedAt(seconds(now()))
    .setExpirationTime(seconds(now() + ACCESS_LIFE_MS))
    .sign(key);
}

/** An access token for a third party's program: it names the program and its scopes, and no person. */
export async function issueClientToken({ clientId, scopes }: ClientClaims): Promise<string> {
  const { kid, key } = await signingKey();
  const { tokenIssuer, tokenAudience } = settings();
  return new SignJWT({ client_id: clientId, scope: scopes.join(" ") })
    .setProtectedHeader({ alg: "EdDSA", typ: ACCESS_TYPE, kid })
    .setIssuer(tokenIssuer)
    .setAudience(tokenAudience)
    .setSubject(clientId)
    .setJti(newId())
    .setIssuedAt(seconds(now()))
    .setExpirationTime(seconds(now() + ACCESS_LIFE_MS))
    .sign(key);
}

/** What a newcomer registers with: the phone it proved is inside, sealed. Asks for SESSION_KEYS. */
export async function issueTempToken({ phone, role, tokenId }: TempClaims): Promise<string> {
  const ring = currentKey("SESSION_KEYS");
  const key = subkey(ring, TEMP_TYPE);
  const { tokenIssuer } = settings();
  return new SignJWT({ role, ph: sealWith(key, phone, tokenId) })
    .setProtectedHeader({ alg: "HS256", typ: TEMP_TYPE, kid: ring.id })
    .setIssuer(tokenIssuer)
    .setAudience(tokenIssuer)
    .setJti(tokenId)
    .setIssuedAt(seconds(now()))
    .setExpirationTime(seconds(now() + TEMP_LIFE_MS))
    .sign(key);
}

function seconds(atMs: number): number {
  return Math.floor(atMs / SECOND);
}
