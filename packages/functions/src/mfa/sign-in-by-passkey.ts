import { errors as authErrors, factorErrors, signInView, SignInView } from "@cowry/core/auth";
import { errors, PasskeySignIn, signInByPasskey, toUsedCredential } from "@cowry/core/mfa";
import { webauthn } from "@cowry/gateways/webauthn";
import { passkeyParty } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/passkeys/sign-in",
    summary: "Sign in with a passkey",
    description:
      "credential is AuthenticationResponseJSON. A passkey is two factors in one: no second one is asked for.",
    caller: "anyone",
    body: PasskeySignIn,
    example: {
      body: {
        credential: {
          id: "AbCdEfGhIjKlMnOpQrStUv",
          rawId: "AbCdEfGhIjKlMnOpQrStUv",
          type: "public-key",
          response: {
            clientDataJSON: "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
            authenticatorData: "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAA",
            signature: "MEUCIQDd9k3mYx4m1qv2bXkq7J5Qe0c1n7Zk3yqv5t2r8u1wYA",
            userHandle: "MDE4ZjZkNWMtN2ExMC04MDAwLTgwMDAtMDEyMzQ1Njc4OWFi",
          },
        },
      },
      needs: "an answer of a passkey to the options of the last five minutes",
    },
    returns: { 200: SignInView },
    refuses: [
      authErrors.account_blocked,
      authErrors.platform_shut,
      errors.passkey_invalid,
      factorErrors.challenge_expired,
    ],
    rateLimits: ["a person: 10, and one more a minute", "a network block: 600 an hour"],
    uses: { table: "write", secrets: ["FIELD_KEYS", "OTP_KEYS", "SESSION_KEYS", "TOKEN_PRIVATE_KEYS"] },
  },
  ({ actor, body }) =>
    signInByPasskey(actor, toUsedCredential(body.credential), webauthn(passkeyParty())).then(signInView),
);
