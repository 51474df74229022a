import { currentKey, hmac, type KeyBytes, keyById, sameBytes, subkey } from "../kernel/index.ts";

/**
 * What stands for a first factor that was right: `<key id>.<user>.<sign-in>.<mac>`. It opens nothing but the question
 * for the second one, as long as that waits. Asks for SESSION_KEYS.
 */
export interface MfaClaims {
  readonly userId: string;
  readonly pendingId: string;
}

const SHAPE = /^(.{1,32})\.([0-9a-f-]{36})\.([0-9a-f-]{36})\.([\w-]{43})$/;

export function issueMfaToken(claims: MfaClaims): string {
  const key = currentKey("SESSION_KEYS");
  return [key.id, claims.userId, claims.pendingId, macOf(key, claims).toString("base64url")].join(".");
}

/** What a token says; undefined when we did not make it. */
export function readMfaToken(token: string): MfaClaims | undefined {
  const [, keyId = "", userId = "", pendingId = "", mac = ""] = SHAPE.exec(token) ?? [];
  const key = keyById("SESSION_KEYS", keyId);
  if (key === undefined) return undefined;
  const claims = { userId, pendingId };
  return sameBytes(Buffer.from(mac, "base64url"), macOf(key, claims)) ? claims : undefined;
}

function macOf(key: KeyBytes, { userId, pendingId }: MfaClaims): Buffer {
  return hmac(subkey(key, "mfa"), userId, pendingId);
}
