import { ContactSubmission, errors, otpSent, OtpSent, submitContact } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import { sesEmail } from "@cowry/gateways/email";
import { smsSender } from "@cowry/gateways/sms";
import { emailFrom, smsSettings } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/auth/request-otp",
    summary: "Send a one-time code to a phone or to an e-mail address",
    description: "What auth/phone/submit and auth/email/submit do, by which of the two is given.",
    caller: "anyone",
    body: ContactSubmission,
    example: { body: { phone: "+2348031234567", purpose: "login" } },
    returns: { 200: OtpSent },
    refuses: [errors.otp_resend_too_soon],
    rateLimits: ["as auth/phone/submit and auth/email/submit, counted together with them"],
    uses: { table: "write", secrets: ["LOOKUP_KEYS", "OTP_KEYS", "SMS_KEYS"], sms: true, email: true },
  },
  ({ actor, body }) => {
    const senders = { sms: smsSender(smsSettings(), keyRing("SMS_KEYS")), mail: sesEmail(emailFrom()) };
    return submitContact(actor, body, senders).then(otpSent);
  },
);
