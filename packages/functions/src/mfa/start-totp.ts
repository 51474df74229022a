import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { PasswordBody, startTotp, TotpStarted, totpStarted } from "@cowry/core/mfa";
import { qrMaker } from "@cowry/gateways/qr";
import { otpauthTotp } from "@cowry/gateways/totp";
import { endpoint, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/mfa/totp",
    aliases: ["POST /api/v1/2fa/totp"],
    summary: "Set up an authenticator app",
    description:
      "Gives the secret, its otpauth URI and that as a QR code (SVG; PNG as base64). Nothing changes until a code of it " +
      "is confirmed, within ten minutes.",
    caller: "customer",
    body: PasswordBody,
    example: { body: { password: "482913" }, needs: "a caller with this password" },
    returns: { 201: TotpStarted },
    refuses: [
      authErrors.account_blocked,
      authErrors.password_busy,
      authErrors.password_incorrect,
      authErrors.password_locked,
      authErrors.session_revoked,
      factorErrors.step_up_required,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "PIN_PEPPERS"] },
    memoryMb: 1769,
  },
  async ({ actor, body }) => reply(201, totpStarted(await startTotp(actor, body.password, otpauthTotp, qrMaker))),
);
