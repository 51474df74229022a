import {
  CHALLENGE_ID_EXAMPLE,
  errors,
  OtpAnswer,
  otpVerified,
  OtpVerified,
  toAnswer,
  verifyOtp,
} from "@cowry/core/auth";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/otp/verify",
    aliases: ["POST /auth/otp/verify", "POST /api/v1/auth/register/verify-otp"],
    summary: "Sign in with a one-time code",
    description:
      "A phone with an account gets tokens. A new phone gets a temp token, good for 15 minutes, to register with. " +
      "Without challenge_id the code must have been asked for by the same device, with the same X-Device-Id: one of " +
      "the two is needed.",
    caller: "anyone",
    body: OtpAnswer,
    example: {
      body: {
        phone: "+2348031234567",
        otp: "482913",
        challenge_id: CHALLENGE_ID_EXAMPLE,
        role: "rider",
      },
      needs: "this code, sent to this phone in the last 5 minutes",
    },
    returns: { 200: OtpVerified },
    refuses: [errors.account_blocked, errors.platform_shut, errors.otp_expired, errors.otp_incorrect],
    uses: {
      table: "write",
      secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "OTP_KEYS", "SESSION_KEYS", "TOKEN_PRIVATE_KEYS"],
    },
  },
  ({ actor, body }) => verifyOtp(actor, toAnswer(body)).then(otpVerified),
);
