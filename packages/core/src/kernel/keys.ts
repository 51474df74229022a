import { createHmac, createSecretKey, hkdfSync, timingSafeEqual } from "node:crypto";
import { assert, present } from "./assert.ts";

/**
 * Secrets by name. Each is a ring: several keys by id, one of them current, so that any can be
 * rotated while values made with the older ones still verify. A door gets only the rings that its
 * definition lists in `uses.secrets`; `platform/config.ts` fetches them once per cold start.
 */
export const SECRET_NAMES = [
  "TOKEN_PRIVATE_KEYS", // Ed25519 private JWKs: sign access tokens
  "TOKEN_PUBLIC_KEYS", // their public halves: verify access tokens, JWKS
  "SESSION_KEYS", // refresh tokens, temp tokens, confirmation tokens
  "LOOKUP_KEYS", // keyed hashes of phones and e-mails
  "OTP_KEYS", // keyed hashes of one-time codes
  "PIN_PEPPERS", // HMAC pepper before Argon2id
  "FIELD_KEYS", // AES-256-GCM of personal data and account numbers
  "CURSOR_KEYS", // seals list cursors
  "RECEIPT_KEYS", // sign receipts; no key of this ring is ever taken away
  "SMS_KEYS", // key of the provider of text messages that asks for one (the value is the key itself)
  "PAYSTACK_KEYS", // Paystack secret keys (the value is the key itself)
] as const;
export type SecretName = (typeof SECRET_NAMES)[number];

export interface KeyRing {
  readonly current: string;
  /** base64url bytes, a JWK as JSON, or the provider's key as it is. */
  readonly keys: Readonly<Record<string, string>>;
}

const rings = new Map<SecretName, KeyRing>();

/** Called once per cold start, by the platform only. */
export function setKeyRing(name: SecretName, ring: KeyRing): void {
  assert(ring.keys[ring.current] !== undefined, `the current key of ${name} is in its ring`);
  rings.set(name, ring);
}

/** The ring of this name. A door that did not declare it gets a bug, not a key. */
export function keyRing(name: SecretName): KeyRing {
  return present(rings.get(name), `${name} is declared in this door's uses.secrets`);
}

let readAgain: (() => Promise<void>) | undefined;

/** How a door reads its secrets again before they are old; called by the platform only, which throttles it. */
export function setKeyReader(reader: () => Promise<void>): void {
  readAgain = reader;
}

/**
 * The ring of this name as it stands; read again first when it lacks a key that a token names: that may have been made
 * by an instance that knows a newer one.
 */
export async function keyRingWith(name: SecretName, id: string): Promise<KeyRing> {
  const ring = keyRing(name);
  if (Object.hasOwn(ring.keys, id) || readAgain === undefined) return ring;
  await readAgain();
  return keyRing(name);
}

export interface KeyBytes {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The current key, with its id, for making something new. */
export function currentKey(name: SecretName): KeyBytes {
  const ring = keyRing(name);
  return { id: ring.current, bytes: Buffer.from(present(ring.keys[ring.current], name), "base64url") };
}

/** The key of this id, for checking something old; undefined when it has been retired. */
export function keyById(name: SecretName, id: string): KeyBytes | undefined {
  const { keys } = keyRing(name);
  // The id comes from outside: `constructor` is no key.
  const value = Object.hasOwn(keys, id) ? keys[id] : undefined;
  return value === undefined ? undefined : { id, bytes: Buffer.from(value, "base64url") };
}

/** Every live key, current first: lookups try them all while two versions live. */
export function liveKeys(name: SecretName): readonly KeyBytes[] {
  const ring = keyRing(name);
  const ids = [ring.current, ...Object.keys(ring.keys).filter((id) => id !== ring.current)];
  return ids.map((id) => ({ id, bytes: Buffer.from(present(ring.keys[id], name), "base64url") }));
}

const derived = new Map<string, Buffer>();
/** A door has a handful of keys and purposes; rotated ones go with the rest. */
const DERIVED_MAX = 64;

/** A key of its own for one purpose (HKDF-SHA-256): one ring never serves two uses with the same bytes. */
export function subkey(key: KeyBytes, purpose: string): Buffer {
  const name = `${key.bytes.toString("base64url")} ${purpose}`;
  let known = derived.get(name);
  if (known === undefined) {
    known = Buffer.from(hkdfSync("sha256", key.bytes, Buffer.alloc(0), `cowry/${purpose}`, 32));
    if (derived.size >= DERIVED_MAX) derived.clear();
    derived.set(name, known);
  }
  return known;
}

export function hmac(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): Buffer {
  // As a key object: bytes are first asked in vain whether they are one, which costs more than the MAC.
  const mac = createHmac("sha256", createSecretKey(key));
  for (const part of parts) {
    if (typeof part === "string") mac.update(`${Buffer.byteLength(part)}:${part}`);
    else mac.update(`${part.length}:`).update(part);
  }
  return mac.digest();
}

/** Compares in constant time; different lengths are simply different. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
