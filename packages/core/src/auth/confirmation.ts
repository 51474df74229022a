import { currentKey, type Customer, hmac, type KeyBytes, keyById, now, sameBytes, subkey } from "../kernel/index.ts";
import { CONFIRMATION_LIFE_MS } from "./model.ts";
import type { Credentials } from "./store.ts";

/**
 * Confirmation tokens: what a PIN buys for five minutes. `<key id>.<expiry>.<PIN version>.<mac>`; person, session and
 * epoch are in the MAC only, so that the token says nothing and is worth nothing in another session. It may be used
 * any number of times. Asks for SESSION_KEYS.
 */

export interface Bought {
  readonly token: string;
  readonly expiresInMs: number;
}

type Holder = Pick<Customer, "userId" | "sessionId" | "epoch">;

export function issueConfirmation(holder: Holder, pinVersion: number): Bought {
  const key = currentKey("SESSION_KEYS");
  const expiresAtMs = now() + CONFIRMATION_LIFE_MS;
  const mac = macOf(key, holder, expiresAtMs, pinVersion);
  return {
    token: `${key.id}.${expiresAtMs}.${pinVersion}.${mac.toString("base64url")}`,
    expiresInMs: CONFIRMATION_LIFE_MS,
  };
}

/** True for a token that this session bought with the present PIN, and that still lives. */
export function isConfirmed(token: string, holder: Holder, credentials: Credentials): boolean {
  const [, keyId = "", expiry = "", version = "", mac = ""] =
    /^(.+)\.(\d{13})\.(\d{1,9})\.([\w-]{43})$/.exec(token) ?? [];
  const key = keyById("SESSION_KEYS", keyId);
  if (key === undefined) return false;
  const [expiresAtMs, pinVersion] = [Number(expiry), Number(version)];
  const expected = macOf(key, holder, expiresAtMs, pinVersion);
  if (!sameBytes(Buffer.from(mac, "base64url"), expected)) return false;
  return expiresAtMs > now() && credentials.pinHash !== undefined && credentials.pinVersion === pinVersion;
}

function macOf(key: KeyBytes, { userId, sessionId, epoch }: Holder, expiresAtMs: number, pinVersion: number): Buffer {
  return hmac(subkey(key, "confirmation"), userId, sessionId, String(epoch), String(expiresAtMs), String(pinVersion));
}
