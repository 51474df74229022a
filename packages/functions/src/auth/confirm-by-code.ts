import {
  CHALLENGE_ID_EXAMPLE,
  CodeBody,
  confirmByCode,
  errors,
  pinVerified,
  PinVerified,
  toCodeAnswer,
} from "@cowry/core/auth";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/otp/confirm",
    summary: "Confirm payments with a code for five minutes",
    description:
      "Takes a code that was sent to the caller's own phone for transfer_confirm, and gives a confirmation token, accepted " +
      "wherever a pin is: as from verify-pin. No way around a PIN that is locked or not set.",
    caller: "customer",
    body: CodeBody,
    example: {
      body: { otp: "482913", challenge_id: CHALLENGE_ID_EXAMPLE },
      needs: "a caller with a PIN, and this code, sent to their phone for transfer_confirm in the last 5 minutes",
    },
    returns: { 200: PinVerified },
    refuses: [
      errors.account_blocked,
      errors.otp_expired,
      errors.otp_incorrect,
      errors.pin_locked,
      errors.pin_not_set,
      errors.pin_reset_needed,
      errors.session_revoked,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "OTP_KEYS", "SESSION_KEYS"] },
  },
  ({ actor, body }) => confirmByCode(actor, toCodeAnswer(body)).then(pinVerified),
);
