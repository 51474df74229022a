import type { Totp } from "@cowry/core/mfa";
import { Secret, TOTP } from "otpauth";

/** What every authenticator app understands: SHA-1, 6 digits, 30 seconds. */
const ISSUER = "Cowry";
const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;
/** A clock that is off by one step, and the time it takes to type. */
const STEPS_BESIDE = 1;

function generator(secret: string, label = ISSUER): TOTP {
  return new TOTP({
    issuer: ISSUER,
    label,
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}

/** Codes by RFC 6238. */
export const otpauthTotp: Totp = {
  newSecret: () => new Secret({ size: SECRET_BYTES }).base32,
  uri: (secret, account) => generator(secret, account).toString(),
  stepOf(secret, code, atMs) {
    const delta = generator(secret).validate({ token: code, timestamp: atMs, window: STEPS_BESIDE });
    return delta === null ? undefined : Math.floor(atMs / 1_000 / PERIOD_SECONDS) + delta;
  },
};
