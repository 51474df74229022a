import { errors, PinChangeBody, setTransactionPin, toPinChange } from "@cowry/core/auth";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/set-transaction-pin",
    summary: "Set or change the transaction PIN",
    description:
      "The first PIN needs nothing more; changing it asks for current_pin or password. Confirmation tokens bought " +
      "with the old PIN end.",
    caller: "customer",
    body: PinChangeBody,
    example: { body: { pin: "4826" }, needs: "a caller without a PIN" },
    returns: { 204: nothing },
    refuses: [
      errors.account_blocked,
      errors.password_busy,
      errors.password_incorrect,
      errors.password_locked,
      errors.pin_busy,
      errors.pin_change_unproven,
      errors.pin_changed_meanwhile,
      errors.pin_incorrect,
      errors.pin_locked,
      errors.pin_not_set,
      errors.pin_weak,
      errors.session_revoked,
    ],
    uses: { table: "write", secrets: ["PIN_PEPPERS"] },
    memoryMb: 1769,
  },
  ({ actor, body }) => setTransactionPin(actor, toPinChange(body)),
);
