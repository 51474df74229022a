import { errors, PinBody, pinVerified, PinVerified, verifyPin } from "@cowry/core/auth";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/verify-pin",
    summary: "Check the PIN once for five minutes of payments",
    description:
      "Gives a confirmation token, accepted wherever a pin is: good for 5 minutes, in this session, any number of times.",
    caller: "customer",
    body: PinBody,
    example: { body: { pin: "4826" }, needs: "a caller with this PIN" },
    returns: { 200: PinVerified },
    refuses: [
      errors.account_blocked,
      errors.pin_busy,
      errors.pin_incorrect,
      errors.pin_locked,
      errors.pin_not_set,
      errors.pin_reset_needed,
      errors.session_revoked,
    ],
    uses: { table: "write", secrets: ["PIN_PEPPERS", "SESSION_KEYS"] },
    memoryMb: 1769,
  },
  ({ actor, body }) => verifyPin(actor, body.pin).then(pinVerified),
);
