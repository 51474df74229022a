import { errors, LoginBody, loginView, LoginView, logIn } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import { smsSender } from "@cowry/gateways/sms";
import { smsSettings } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/login",
    aliases: ["POST /auth/login"],
    summary: "Sign in with phone and password",
    description:
      "On a device that the person has signed in on before, tokens. On another one (or without X-Device-Id) a code goes to " +
      "the phone: otp_required, and otp/verify signs in. The refusal is the same, in body and in time, for a wrong " +
      "password, an unknown number, a locked or blocked one.",
    caller: "anyone",
    body: LoginBody,
    example: { body: { phone: "+2348031234567", password: "482913" }, needs: "an account with this password" },
    returns: { 200: LoginView },
    refuses: [errors.account_blocked, errors.platform_shut, errors.credentials_incorrect, errors.otp_resend_too_soon],
    rateLimits: [
      "a number: 5, and one more every 15 minutes; a right password starts anew",
      "a network block: 600 an hour",
      "codes: as auth/phone/submit",
    ],
    uses: {
      table: "write",
      sms: true,
      secrets: [
        "FIELD_KEYS",
        "LOOKUP_KEYS",
        "OTP_KEYS",
        "PIN_PEPPERS",
        "SESSION_KEYS",
        "SMS_KEYS",
        "TOKEN_PRIVATE_KEYS",
      ],
    },
    memoryMb: 1769,
  },
  ({ actor, body }) => logIn(actor, body, smsSender(smsSettings(), keyRing("SMS_KEYS"))).then(loginView),
);
