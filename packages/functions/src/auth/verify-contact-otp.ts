import { CHALLENGE_ID_EXAMPLE, ContactAnswer, errors, otpVerified, OtpVerified, verifyContact } from "@cowry/core/auth";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/auth/verify-otp",
    summary: "Sign in with a one-time code that came to a phone or to an e-mail address",
    description: "What auth/otp/verify and auth/email/verify do, by which of the two is given.",
    caller: "anyone",
    body: ContactAnswer,
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
  ({ actor, body }) => verifyContact(actor, body).then(otpVerified),
);
