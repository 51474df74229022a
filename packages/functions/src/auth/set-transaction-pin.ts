import { errors, PinChangeBody, setTransactionPin, toPinChange } from "@cowry/core/auth";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/set-transaction-pin",
    summary: "Set or change the transaction PIN",
    description:
      "The first PIN needs nothing more; changing it asks for current_pin, or for password and otp, a code that was sent " +
      "for change_pin: that frees a locked PIN too, and lowers limits for a day. Confirmation tokens bought with the old " +
      "PIN end.",
    caller: "customer",
    body: PinChangeBody,
    example: { body: { pin: "4826" }, needs: "a caller without a PIN" },
    returns: { 204: nothing },
    refuses: [
      errors.account_blocked,
      errors.otp_expired,
      errors.otp_incorrect,
      errors.password_busy,
      errors.password_incorrect,
      errors.password_locked,
      errors.pin_busy,
      errors.pin_change_unproven,
      errors.pin_changed_meanwhile,
      errors.pin_incorrect,
      errors.pin_locked,
      errors.pin_not_set,
      errors.pin_reset_needed,
      errors.pin_weak,
      errors.session_revoked,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "OTP_KEYS", "PIN_PEPPERS"] },
    memoryMb: 1769,
  },
  ({ actor, body }) => setTransactionPin(actor, toPinChange(body)),
);
