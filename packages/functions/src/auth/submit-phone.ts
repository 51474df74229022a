import { errors, otpSent, OtpSent, PhoneSubmission, submitPhone } from "@cowry/core/auth";
import { snsSms } from "@cowry/gateways/sms";
import { smsSenderId } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/phone/submit",
    aliases: ["POST /api/auth/request-otp", "POST /auth/otp/send"],
    summary: "Send a one-time code to a phone",
    description:
      "The answer is the same, in body and in time, whether or not the number is known and whether or not a message " +
      "was sent. A newer code does not end an older one; each lives for 5 minutes and 5 tries. As yet " +
      "only codes for login are taken anywhere (otp/verify); a code for another purpose goes to customers only.",
    caller: "anyone",
    body: PhoneSubmission,
    example: { body: { phone: "+2348031234567", purpose: "login" } },
    returns: { 200: OtpSent },
    refuses: [errors.otp_resend_too_soon],
    rateLimits: [
      "a number: 5 codes and one more every 12 minutes, 10 and one more every 144 minutes; the next one after 30, 60, " +
        "120, then 300 seconds; a right code starts all of it anew",
      "a device (X-Device-Id): 10 an hour",
      "numbers with the same first digits: 60 an hour",
      "a network block: 600 an hour",
    ],
    uses: { table: "write", secrets: ["LOOKUP_KEYS", "OTP_KEYS"], sms: true },
  },
  ({ actor, body }) => submitPhone(actor, body, snsSms(smsSenderId())).then(otpSent),
);
