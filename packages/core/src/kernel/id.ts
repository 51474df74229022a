import { hash, randomBytes, randomInt } from "node:crypto";
import { now } from "./clock.ts";

/** The only place that draws chance: ids, codes, tokens. */

function uuid(bytes: Buffer, version: 7 | 8): string {
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | (version << 4);
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** A new UUID v7 (RFC 9562 §5.7): sorts by the time it was made. */
export function newId(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now(), 0, 6);
  return uuid(bytes, 7);
}

/**
 * A UUID v8 (RFC 9562 §5.8) that the same parts always give: the key of whatever must exist once.
 * Parts are length-prefixed, so that ("a", "bc") and ("ab", "c") differ.
 */
export function derivedId(...parts: readonly string[]): string {
  const text = parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join("");
  return uuid(hash("sha256", text, "buffer").subarray(0, 16), 8);
}

/** Our reference at the provider: fits Paystack's `^[a-z0-9-]{16,50}$` and leads back to the transaction. */
export function providerReference(transactionId: string): string {
  return `cw-${transactionId.replaceAll("-", "")}`;
}

/** The transaction a provider's reference names; undefined when the reference is not of our making. */
export function transactionIdOf(reference: string): string | undefined {
  const hex = /^cw-([0-9a-f]{32})$/.exec(reference)?.[1];
  return hex === undefined
    ? undefined
    : `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** `length` decimal digits from a CSPRNG, uniformly. */
export function randomDigits(length: number): string {
  return randomInt(10 ** length)
    .toString()
    .padStart(length, "0");
}

/** Letters and digits that nobody mistakes for one another (no 0 O 1 I L), for codes people type. */
const CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

export function randomCode(length: number): string {
  return Array.from({ length }, () => CODE_ALPHABET.charAt(randomInt(CODE_ALPHABET.length))).join("");
}

/** `bytes` of chance, base64url. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

/** A fraction in [0, 1) for back-off jitter; never for anything secret. */
export function jitter(): number {
  return Math.random();
}
