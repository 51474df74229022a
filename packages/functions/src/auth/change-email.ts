import { CHALLENGE_ID_EXAMPLE, changeEmail, ChangeEmailBody, errors, toEmailMove } from "@cowry/core/auth";
import { sesEmail } from "@cowry/gateways/email";
import { emailFrom } from "@cowry/platform/config";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/change-email",
    summary: "Verify an e-mail address, or change it",
    description:
      "Asks for the password, and for a code that was sent to the address for verify_email. All other sessions end; this one " +
      "refreshes its access token. The old address is told.",
    caller: "customer",
    body: ChangeEmailBody,
    example: {
      body: {
        email: "amina@example.com",
        otp: "482913",
        challenge_id: CHALLENGE_ID_EXAMPLE,
        password: "739148",
      },
      needs: "a caller with this password, and this code, sent to this address for verify_email in the last 5 minutes",
    },
    returns: { 204: nothing },
    refuses: [
      errors.account_blocked,
      errors.account_changed_meanwhile,
      errors.email_taken,
      errors.otp_expired,
      errors.otp_incorrect,
      errors.password_busy,
      errors.password_incorrect,
      errors.password_locked,
      errors.session_revoked,
    ],
    uses: {
      table: "write",
      email: true,
      secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "OTP_KEYS", "PIN_PEPPERS"],
    },
    memoryMb: 1769,
  },
  ({ actor, body }) => changeEmail(actor, toEmailMove(body), sesEmail(emailFrom())),
);
