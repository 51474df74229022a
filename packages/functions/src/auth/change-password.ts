import { changePassword, ChangePasswordBody, errors, toPasswordChange } from "@cowry/core/auth";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/change-password",
    summary: "Change the password",
    description: "Asks for the present one. All other sessions end; this one refreshes its access token.",
    caller: "customer",
    body: ChangePasswordBody,
    example: {
      body: { current_password: "482913", new_password: "739148" },
      needs: "a caller with this password",
    },
    returns: { 204: nothing },
    refuses: [
      errors.account_blocked,
      errors.account_changed_meanwhile,
      errors.password_busy,
      errors.password_incorrect,
      errors.password_locked,
      errors.password_weak,
      errors.session_revoked,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "PIN_PEPPERS"] },
    memoryMb: 1769,
  },
  ({ actor, body }) => changePassword(actor, toPasswordChange(body)),
);
