import { errors as authErrors, factorErrors, signedInView, SignedInView } from "@cowry/core/auth";
import { errors, SecondFactorBody, toGivenFactor, verifySecondFactor } from "@cowry/core/mfa";
import { otpauthTotp } from "@cowry/gateways/totp";
import { webauthn } from "@cowry/gateways/webauthn";
import { passkeyParty } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/mfa/verify",
    summary: "Give the second factor that a sign-in asks for",
    description:
      "totp and recovery_code take code; otp takes code and challenge_id (a new one, by phone/submit for login); push " +
      "takes push_id; passkey takes credential; password takes password; security_questions take answers and password. " +
      "From the device that began, within five minutes and five tries.",
    caller: "anyone",
    body: SecondFactorBody,
    example: {
      body: {
        mfa_token:
          "k1.018f6d5c-7a10-8000-8000-0123456789ab.018f6d5c-7a11-7000-8000-0123456789ab.AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdE",
        method: "totp",
        code: "123456",
      },
      needs: "a sign-in that waits for a second factor",
    },
    returns: { 200: SignedInView },
    refuses: [
      authErrors.account_blocked,
      authErrors.platform_shut,
      authErrors.otp_expired,
      authErrors.otp_incorrect,
      authErrors.password_busy,
      authErrors.password_incorrect,
      authErrors.password_locked,
      authErrors.session_revoked,
      errors.factor_not_set_up,
      errors.mfa_code_incorrect,
      errors.mfa_locked,
      errors.passkey_invalid,
      errors.push_denied,
      errors.push_not_found,
      errors.push_pending,
      factorErrors.mfa_token_invalid,
      factorErrors.second_factor_not_offered,
      factorErrors.second_factor_used,
    ],
    uses: {
      table: "write",
      secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "OTP_KEYS", "PIN_PEPPERS", "SESSION_KEYS", "TOKEN_PRIVATE_KEYS"],
    },
    memoryMb: 1769,
  },
  ({ actor, body }) => {
    const verifiers = { totp: otpauthTotp, passkeys: webauthn(passkeyParty()) };
    return verifySecondFactor(actor, body.mfa_token, toGivenFactor(body), verifiers).then(signedInView);
  },
);
