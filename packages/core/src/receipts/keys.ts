import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { CompactSign } from "jose";
import { currentKey, type KeyBytes, keyById, liveKeys, subkey } from "../kernel/index.ts";

/**
 * Ed25519 keys of receipts, made from the ring RECEIPT_KEYS. A receipt is shown for years: a ring's older keys stay in it
 * for ever, and only the current one signs.
 */

const PURPOSE = "receipt/ed25519";
/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410). */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

function privateKeyOf(key: KeyBytes): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, subkey(key, PURPOSE)]), format: "der", type: "pkcs8" });
}

/** Signs with the current key; `typ` tells apart what is signed. The same bytes each time: Ed25519 draws no chance. */
export async function signed(typ: string, claims: object): Promise<string> {
  const current = currentKey("RECEIPT_KEYS");
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: "EdDSA", typ, kid: current.id })
    .sign(privateKeyOf(current));
}

/** The public key of this id; undefined when there never was such a key. */
export function verifyingKey(kid: string): KeyObject | undefined {
  const key = keyById("RECEIPT_KEYS", kid);
  return key === undefined ? undefined : createPublicKey(privateKeyOf(key));
}

/** All public keys, current first, as anybody may know them. */
export function receiptKeys() {
  return {
    keys: liveKeys("RECEIPT_KEYS").map((key) => {
      const { x = "" } = createPublicKey(privateKeyOf(key)).export({ format: "jwk" });
      return {
        kty: "OKP" as const,
        crv: "Ed25519" as const,
        x,
        kid: key.id,
        alg: "EdDSA" as const,
        use: "sig" as const,
      };
    }),
  };
}
