import { CHALLENGE_ID_EXAMPLE, changePhone, ChangePhoneBody, errors, toPhoneMove } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import { smsSender } from "@cowry/gateways/sms";
import { smsSettings } from "@cowry/platform/config";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/change-phone",
    summary: "Move the account to another number",
    description:
      "Asks for the password, and for a code that was sent to the new number for change_phone. Account numbers follow the " +
      "phone. All other sessions end; this one refreshes its access token. The old number is told.",
    caller: "customer",
    body: ChangePhoneBody,
    example: {
      body: {
        phone: "+2348037654321",
        otp: "482913",
        challenge_id: CHALLENGE_ID_EXAMPLE,
        password: "739148",
      },
      needs: "a caller with this password, and this code, sent to this phone for change_phone in the last 5 minutes",
    },
    returns: { 204: nothing },
    refuses: [
      errors.account_blocked,
      errors.account_changed_meanwhile,
      errors.contact_unchanged,
      errors.otp_expired,
      errors.otp_incorrect,
      errors.password_busy,
      errors.password_incorrect,
      errors.password_locked,
      errors.phone_taken,
      errors.session_revoked,
    ],
    uses: {
      table: "write",
      sms: true,
      secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "OTP_KEYS", "PIN_PEPPERS", "SMS_KEYS"],
    },
    memoryMb: 1769,
  },
  ({ actor, body }) => changePhone(actor, toPhoneMove(body), smsSender(smsSettings(), keyRing("SMS_KEYS"))),
);
