import { EmailSubmissionBody, errors, otpSent, OtpSent, submitEmail } from "@cowry/core/auth";
import { sesEmail } from "@cowry/gateways/email";
import { emailFrom } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/email/submit",
    summary: "Send a one-time code to an e-mail address",
    description:
      "For login, to an address that its owner has verified; for verify_email, to one that nobody has verified yet (the code " +
      "goes to change-email). The answer is the same, in body and in time, whether or not a message was sent.",
    caller: "anyone",
    body: EmailSubmissionBody,
    example: { body: { email: "amina@example.com", purpose: "login" } },
    returns: { 200: OtpSent },
    refuses: [errors.otp_resend_too_soon],
    rateLimits: [
      "an address: 5 codes and one more every 12 minutes, 10 and one more every 144 minutes; the next one after 30, 60, " +
        "120, then 300 seconds; a right code starts all of it anew",
      "a device (X-Device-Id): 10 an hour",
      "a network block: 600 an hour",
    ],
    uses: { table: "write", email: true, secrets: ["LOOKUP_KEYS", "OTP_KEYS"] },
  },
  ({ actor, body }) => submitEmail(actor, body, sesEmail(emailFrom())).then(otpSent),
);
