import { currentKey, hmac, type KeyBytes, keyById, sameBytes, subkey } from "../kernel/index.ts";

/**
 * Refresh tokens: `<key id>.<user>.<session>.<generation>.<mac>`. Nothing of them is stored but the generation that is
 * live, so that the successor of a token whose answer was lost can be made again, the same to the letter. Asks for
 * SESSION_KEYS.
 */
export interface RefreshClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly generation: number;
}

const SHAPE = /^(.{1,32})\.([0-9a-f-]{36})\.([0-9a-f-]{36})\.([1-9]\d{0,8})\.([\w-]{43})$/;

export function issueRefreshToken(claims: RefreshClaims): string {
  const key = currentKey("SESSION_KEYS");
  const { userId, sessionId, generation } = claims;
  return [key.id, userId, sessionId, generation, macOf(key, claims).toString("base64url")].join(".");
}

/** What a refresh token says; undefined when we did not make it. */
export function readRefreshToken(token: string): RefreshClaims | undefined {
  const [, keyId = "", userId = "", sessionId = "", generation = "", mac = ""] = SHAPE.exec(token) ?? [];
  const key = keyById("SESSION_KEYS", keyId);
  if (key === undefined) return undefined;
  const claims = { userId, sessionId, generation: Number(generation) };
  return sameBytes(Buffer.from(mac, "base64url"), macOf(key, claims)) ? claims : undefined;
}

function macOf(key: KeyBytes, { userId, sessionId, generation }: RefreshClaims): Buffer {
  return hmac(subkey(key, "refresh"), userId, sessionId, String(generation));
}
