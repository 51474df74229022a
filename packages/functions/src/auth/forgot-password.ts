import { errors, forgetPassword, ForgotPasswordBody, otpSent, OtpSent } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import { smsSender } from "@cowry/gateways/sms";
import { smsSettings } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/forgot-password",
    summary: "Send a code to reset the password with",
    description:
      "The answer is the same, in body and in time, whether or not somebody has this number. The code goes to reset-password.",
    caller: "anyone",
    body: ForgotPasswordBody,
    example: { body: { phone: "+2348031234567" } },
    returns: { 200: OtpSent },
    refuses: [errors.otp_resend_too_soon],
    rateLimits: ["as auth/phone/submit"],
    uses: { table: "write", sms: true, secrets: ["LOOKUP_KEYS", "OTP_KEYS", "SMS_KEYS"] },
  },
  ({ actor, body }) => forgetPassword(actor, body.phone, smsSender(smsSettings(), keyRing("SMS_KEYS"))).then(otpSent),
);
