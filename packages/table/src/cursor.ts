import { createHmac, timingSafeEqual } from "node:crypto";

const VERSION = 1;
const MAC_BYTES = 16;
const HEAD_BYTES = 1 + MAC_BYTES;

/** `scope` says whose list it is and by which filter, e.g. `transactions:<user>:NGN`: a cursor of another list does not open. */
function mac(key: Uint8Array, scope: string, position: Uint8Array): Buffer {
  const scopeBytes = Buffer.from(scope);
  return createHmac("sha256", key)
    .update(`cowry/cursor/${VERSION}:${scopeBytes.length}:`)
    .update(scopeBytes)
    .update(position)
    .digest()
    .subarray(0, MAC_BYTES);
}

/** A position in a list for the client to hand back: readable to nobody's harm, alterable by nobody. */
export function sealCursor(key: Uint8Array, scope: string, position: string): string {
  const bytes = Buffer.from(position);
  return Buffer.concat([Buffer.of(VERSION), mac(key, scope, bytes), bytes]).toString("base64url");
}

/** The position that was sealed for this scope; undefined for anything else. */
export function openCursor(key: Uint8Array, scope: string, cursor: string): string | undefined {
  const bytes = Buffer.from(cursor, "base64url");
  // Decoding is lenient (padding, stray characters, spare bits): only the canonical text is ours.
  if (bytes.length < HEAD_BYTES || bytes.toString("base64url") !== cursor || bytes[0] !== VERSION) return undefined;
  const position = bytes.subarray(HEAD_BYTES);
  const genuine = timingSafeEqual(bytes.subarray(1, HEAD_BYTES), mac(key, scope, position));
  return genuine ? position.toString("utf8") : undefined;
}
