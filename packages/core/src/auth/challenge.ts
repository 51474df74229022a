import { absent, put, type Write } from "@cowry/table";
import {
  currentKey,
  hmac,
  type KeyBytes,
  keyById,
  MINUTE,
  now,
  randomToken,
  sameBytes,
  subkey,
} from "../kernel/index.ts";

import { challengeItem } from "./sign-in-store.ts";

/**
 * What a key signs to prove itself: `<key id>.<expiry>.<nonce>.<mac>`, for one purpose. Nothing is stored when it is
 * asked for, so that asking costs a stranger everything and us nothing; using it writes that it was used. Asks for
 * SESSION_KEYS.
 */
export interface Challenge {
  readonly text: string;
  readonly expiresInMs: number;
}

const LIFE_MS = 5 * MINUTE;
const NONCE_BYTES = 16;
const SHAPE = /^(.{1,32})\.(\d{13})\.([\w-]{22})\.([\w-]{43})$/;

/** `purpose` says who signs what for: a challenge of one purpose is worth nothing for another. */
export function issueChallenge(purpose: string): Challenge {
  const key = currentKey("SESSION_KEYS");
  const [expiresAtMs, nonce] = [now() + LIFE_MS, randomToken(NONCE_BYTES)];
  const mac = macOf(key, purpose, expiresAtMs, nonce).toString("base64url");
  return { text: [key.id, expiresAtMs, nonce, mac].join("."), expiresInMs: LIFE_MS };
}

/** The write that uses a challenge up (rule: "challenge"); undefined for one that is not ours, not for this, or old. */
export function challengeUse(purpose: string, text: string): Write | undefined {
  const [, keyId = "", expiry = "", nonce = "", mac = ""] = SHAPE.exec(text) ?? [];
  const key = keyById("SESSION_KEYS", keyId);
  if (key === undefined) return undefined;
  const expiresAtMs = Number(expiry);
  if (!sameBytes(Buffer.from(mac, "base64url"), macOf(key, purpose, expiresAtMs, nonce))) return undefined;
  if (expiresAtMs <= now()) return undefined;
  // Kept a while longer than it could be used: clocks of two instances differ.
  const used = { nonce, forgottenAtMs: expiresAtMs + LIFE_MS };
  return put(challengeItem, used, { rule: "challenge", when: [absent()] });
}

function macOf(key: KeyBytes, purpose: string, expiresAtMs: number, nonce: string): Buffer {
  return hmac(subkey(key, "challenge"), purpose, String(expiresAtMs), nonce);
}
