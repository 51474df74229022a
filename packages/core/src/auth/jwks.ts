import type { JWK } from "jose";
import { keyRing } from "../kernel/index.ts";

/** Our public keys as anybody may know them, current first. Asks for TOKEN_PUBLIC_KEYS. */
export function publicKeys() {
  const { current, keys } = keyRing("TOKEN_PUBLIC_KEYS");
  const ids = [current, ...Object.keys(keys).filter((id) => id !== current)];
  return {
    keys: ids.map((kid) => {
      // Only these fields: whatever else stands in the ring stays there.
      const { x = "" } = JSON.parse(keys[kid] ?? "{}") as JWK;
      return { kty: "OKP" as const, crv: "Ed25519" as const, x, kid, alg: "EdDSA" as const, use: "sig" as const };
    }),
  };
}
