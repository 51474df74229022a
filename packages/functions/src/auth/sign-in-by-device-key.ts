import {
  DeviceSignature,
  errors,
  factorErrors,
  signInByDeviceKey,
  signInView,
  SignInView,
  toKeyAnswer,
} from "@cowry/core/auth";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/biometric/login",
    summary: "Sign in with the key of this device",
    description:
      "signature is ECDSA with SHA-256 over the text `cowry-device-key:<user id>:<challenge>`, DER, base64url, by the " +
      "key that was set on this device (X-Device-Id).",
    caller: "anyone",
    body: DeviceSignature,
    example: {
      body: {
        user_id: "018f6d5c-7a10-8000-8000-0123456789ab",
        challenge: "k1.1795250000000.AbCdEfGhIjKlMnOpQrStUv.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE",
        signature: "MEUCIQDd9k3mYx4m1qv2bXkq7J5Qe0c1n7Zk3yqv5t2r8u1wYAIgRkq1s8d2f4g6h8j0k2l4m6n8p0r2t4v6x8z0A2C4E6G",
      },
      needs: "a challenge of the last five minutes, signed by this device's key",
    },
    returns: { 200: SignInView },
    refuses: [
      errors.account_blocked,
      errors.platform_shut,
      factorErrors.challenge_expired,
      factorErrors.device_key_invalid,
      factorErrors.device_unnamed,
    ],
    rateLimits: ["a person: 10, and one more a minute", "a network block: 600 an hour"],
    uses: { table: "write", secrets: ["FIELD_KEYS", "OTP_KEYS", "SESSION_KEYS", "TOKEN_PRIVATE_KEYS"] },
  },
  ({ actor, body }) => signInByDeviceKey(actor, toKeyAnswer(body)).then(signInView),
);
