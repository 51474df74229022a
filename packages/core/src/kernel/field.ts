import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { assert, present } from "./assert.ts";
import { currentKey, hmac, keyById, liveKeys, subkey } from "./keys.ts";

/**
 * Personal data at rest: AES-256-GCM, `<key id>.<iv|ciphertext|tag as base64url>`.
 * `context` (e.g. `user:<id>:phone`) is authenticated: a value moved to another row does not open.
 */
export function seal(plain: string, context: string): string {
  const key = currentKey("FIELD_KEYS");
  return `${key.id}.${sealWith(subkey(key, "field"), plain, context)}`;
}

/** The id of the key that a value was sealed with. */
export function keyIdOf(sealed: string): string {
  const dot = sealed.indexOf(".");
  assert(dot > 0, "a sealed value names its key");
  return sealed.slice(0, dot);
}

/** Opens what `seal` made; anything else is our bug (a retired key, a moved value). */
export function unseal(sealed: string, context: string): string {
  const id = keyIdOf(sealed);
  const key = present(keyById("FIELD_KEYS", id), "the key of a sealed value is live");
  return unsealWith(subkey(key, "field"), sealed.slice(id.length + 1), context);
}

/** The same under a key of the caller's own: `<iv|ciphertext|tag as base64url>`. */
export function sealWith(key: Uint8Array, plain: string, context: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(context));
  return Buffer.concat([iv, cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

/** Throws on anything that `sealWith` did not make with this key and context. */
export function unsealWith(key: Uint8Array, sealed: string, context: string): string {
  const body = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key, body.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(context))
    .setAuthTag(body.subarray(-16));
  return Buffer.concat([decipher.update(body.subarray(12, -16)), decipher.final()]).toString("utf8");
}

/** The keyed hash under which a phone or e-mail is found. `kind` separates the two. */
export function lookupHash(kind: "phone" | "email" | "bank_account" | "name", value: string): string {
  return hmac(subkey(currentKey("LOOKUP_KEYS"), kind), value).toString("base64url");
}

/** The same under every live key, current first. */
export function lookupHashes(kind: "phone" | "email" | "bank_account" | "name", value: string): readonly string[] {
  return liveKeys("LOOKUP_KEYS").map((key) => hmac(subkey(key, kind), value).toString("base64url"));
}
