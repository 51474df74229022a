import { generateKeyPairSync, randomBytes } from "node:crypto";
import { type SecretName, setKeyRing, setSettings } from "../kernel/index.ts";

/** Rings and settings for the rule tests of this domain, new in every run. */
export function useTestSecrets(): void {
  setSettings({
    stage: "test",
    homeZone: "Africa/Lagos",
    countries: ["NG"],
    tokenIssuer: "https://cowry.test",
    tokenAudience: "cowry-api",
  });
  const random: readonly SecretName[] = [
    "SESSION_KEYS",
    "LOOKUP_KEYS",
    "OTP_KEYS",
    "PIN_PEPPERS",
    "FIELD_KEYS",
    "CURSOR_KEYS",
  ];
  for (const name of random) setKeyRing(name, { current: "k1", keys: { k1: randomBytes(32).toString("base64url") } });
  useTestSigningKey("s1");
}

/** A fresh Ed25519 pair under this id, as the ring's only key. */
export function useTestSigningKey(kid: string): void {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const jwk = (key: typeof privateKey) => JSON.stringify(key.export({ format: "jwk" }));
  setKeyRing("TOKEN_PRIVATE_KEYS", { current: kid, keys: { [kid]: jwk(privateKey) } });
  setKeyRing("TOKEN_PUBLIC_KEYS", { current: kid, keys: { [kid]: jwk(publicKey) } });
}
