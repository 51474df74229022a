import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { confirmTotp, errors, RecoveryCodesView, recoveryCodesView, TotpCode } from "@cowry/core/mfa";
import { otpauthTotp } from "@cowry/gateways/totp";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/mfa/totp/confirm",
    aliases: ["POST /api/v1/2fa/totp/verify"],
    summary: "Take the authenticator app into use with a code of it",
    description: "With the first second factor come ten recovery codes, shown this once.",
    caller: "customer",
    body: TotpCode,
    example: { body: { code: "123456" }, needs: "a secret of the last ten minutes, and its present code" },
    returns: { 200: RecoveryCodesView },
    refuses: [
      authErrors.account_blocked,
      authErrors.session_revoked,
      factorErrors.step_up_required,
      errors.factor_not_set_up,
      errors.mfa_code_incorrect,
      errors.mfa_locked,
      errors.totp_not_started,
      factorErrors.factors_changed_meanwhile,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "PIN_PEPPERS"] },
  },
  ({ actor, body }) => confirmTotp(actor, body.code, otpauthTotp).then(recoveryCodesView),
);
