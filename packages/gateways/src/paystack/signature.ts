import { createHmac, timingSafeEqual } from "node:crypto";
import type { KeyRing } from "@cowry/core/kernel/keys";

/**
 * True when the raw body was signed with one of our secret keys. Paystack signs with the API key itself: while a key is
 * being replaced, events signed with the previous one are still on their way. Takes as long whether it fits or not.
 */
export function verifySignature(rawBody: Uint8Array, header: string | undefined, keys: KeyRing): boolean {
  const given = Buffer.from(/^[0-9a-f]{128}$/.test(header ?? "") ? (header ?? "") : "0".repeat(128), "hex");
  // Everybody can sign with an empty key.
  const secrets = Object.values(keys.keys).filter((key) => key !== "");
  const fits = secrets.map((key) => {
    const expected = createHmac("sha512", key).update(rawBody).digest();
    return timingSafeEqual(expected, given);
  });
  return fits.includes(true);
}
