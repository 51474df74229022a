import { generateKeyPairSync, randomBytes } from "node:crypto";
import path from "node:path";
import { type KeyRing, SECRET_NAMES, type SecretName } from "@cowry/core/kernel/keys";
import { record } from "../json.ts";
import { readState, writeState } from "./files.ts";

/** This machine's own secrets: made at the first start, kept in `secrets.json` that only its owner may read. */
export interface LocalSecrets {
  readonly rings: Readonly<Record<SecretName, KeyRing>>;
  /** Master key of the local KMS. */
  readonly kmsKey: Buffer;
}

const KEY_ID = "local1";

/** Reads the secrets of `dataDir`, adding what is missing; without a folder they live as long as the process. */
export function localSecrets(dataDir: string | undefined): LocalSecrets {
  const file = dataDir === undefined ? undefined : path.join(dataDir, "secrets.json");
  const stored = (file === undefined ? undefined : readState(file, (state) => state)) ?? {};
  const made = { ...makeRings(), ...record(stored["rings"]) };
  const kmsKey = typeof stored["kmsKey"] === "string" ? stored["kmsKey"] : randomBytes(32).toString("base64url");
  if (file !== undefined) writeState(file, { rings: made, kmsKey });
  return { rings: made, kmsKey: Buffer.from(kmsKey, "base64url") };
}

/** A fresh ring for every secret that a door may declare. */
function makeRings(): Record<SecretName, KeyRing> {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const about = { kid: KEY_ID, alg: "EdDSA", use: "sig" };
  const special: Partial<Record<SecretName, string>> = {
    TOKEN_PRIVATE_KEYS: JSON.stringify({ ...privateKey.export({ format: "jwk" }), ...about }),
    TOKEN_PUBLIC_KEYS: JSON.stringify({ ...publicKey.export({ format: "jwk" }), ...about }),
    PAYSTACK_KEYS: `sk_test_${randomBytes(20).toString("hex")}`,
  };
  const ring = (name: SecretName): KeyRing => ({
    current: KEY_ID,
    keys: { [KEY_ID]: special[name] ?? randomBytes(32).toString("base64url") },
  });
  return Object.fromEntries(SECRET_NAMES.map((name) => [name, ring(name)])) as Record<SecretName, KeyRing>;
}

/** The key that the provider and the webhook share. */
export function paystackKey({ rings }: LocalSecrets): string {
  const { current, keys } = rings.PAYSTACK_KEYS;
  return keys[current] ?? "";
}
