import { errors, otpSent, OtpSent, PhoneSubmission, submitPhone } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import { smsSender } from "@cowry/gateways/sms";
import { smsSettings } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/phone/submit",
    aliases: [
      "POST /api/v1/auth/otp/send",
      "POST /auth/otp/send",
      "POST /auth/otp/resend",
      "POST /api/v1/auth/register/initiate",
    ],
    summary: "Send a one-time code to a phone",
    description:
      "The answer is the same, in body and in time, whether or not the number is known and whether or not a message " +
      "was sent. A newer code does not end an older one; each lives for 5 minutes and 5 tries, for its purpose only: " +
      "login goes to otp/verify, reset_password to reset-password, transfer_confirm to otp/confirm, change_pin to " +
      "set-transaction-pin, change_phone (sent to the new number) to change-phone.",
    caller: "anyone",
    body: PhoneSubmission,
    example: { body: { phone: "+2348031234567", purpose: "login" } },
    returns: { 200: OtpSent },
    refuses: [errors.otp_resend_too_soon],
    rateLimits: [
      "a number: 5 codes and one more every 12 minutes, 10 and one more every 144 minutes; the next one after 30, 60, " +
        "120, then 300 seconds; a right code starts all of it anew",
      "a device (X-Device-Id): 10 an hour",
      "numbers that differ in their last two digits only: 12, and one more every 10 minutes",
      "numbers with the same first digits: 60 an hour",
      "numbers with the same first digits, or of one country, of whose codes few come back: none to strangers for a while",
      "a network block: 600 an hour",
    ],
    uses: { table: "write", secrets: ["LOOKUP_KEYS", "OTP_KEYS", "SMS_KEYS"], sms: true },
  },
  ({ actor, body }) => submitPhone(actor, body, smsSender(smsSettings(), keyRing("SMS_KEYS"))).then(otpSent),
);
