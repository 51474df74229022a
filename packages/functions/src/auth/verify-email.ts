import {
  CHALLENGE_ID_EXAMPLE,
  EmailAnswerBody,
  errors,
  SignInView,
  signInView,
  toEmailAnswer,
  verifyEmail,
} from "@cowry/core/auth";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/email/verify",
    summary: "Sign in with a code that came by e-mail",
    description:
      "Takes a code that was sent for login to a verified address. Without challenge_id the code must have been asked for by " +
      "the same device, with the same X-Device-Id: one of the two is needed.",
    caller: "anyone",
    body: EmailAnswerBody,
    example: {
      body: { email: "amina@example.com", otp: "482913", challenge_id: CHALLENGE_ID_EXAMPLE },
      needs: "this code, sent to this address for login in the last 5 minutes",
    },
    returns: { 200: SignInView },
    refuses: [errors.account_blocked, errors.platform_shut, errors.otp_expired, errors.otp_incorrect],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "OTP_KEYS", "SESSION_KEYS", "TOKEN_PRIVATE_KEYS"] },
  },
  ({ actor, body }) => verifyEmail(actor, toEmailAnswer(body)).then(signInView),
);
