import { CHALLENGE_ID_EXAMPLE, errors, resetPassword, ResetPasswordBody, toPasswordReset } from "@cowry/core/auth";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/reset-password",
    summary: "Set another password with a code",
    description:
      "Takes a code that was sent for reset_password. All sessions end, and all access tokens where money moves. Customers " +
      "have 6 digits; staff 12 characters or more, none of the last five, none that is known to be leaked.",
    caller: "anyone",
    body: ResetPasswordBody,
    example: {
      body: {
        phone: "+2348031234567",
        otp: "482913",
        challenge_id: CHALLENGE_ID_EXAMPLE,
        new_password: "739148",
      },
      needs: "this code, sent to this phone for reset_password in the last 5 minutes",
    },
    returns: { 204: nothing },
    refuses: [
      errors.account_blocked,
      errors.account_changed_meanwhile,
      errors.otp_expired,
      errors.otp_incorrect,
      errors.password_weak,
      errors.session_revoked,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "OTP_KEYS", "PIN_PEPPERS"] },
    memoryMb: 1769,
  },
  ({ actor, body }) => resetPassword(actor, toPasswordReset(body)),
);
