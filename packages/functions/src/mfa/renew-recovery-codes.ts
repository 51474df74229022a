import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { errors, PasswordBody, RecoveryCodesView, recoveryCodesView, renewRecoveryCodes } from "@cowry/core/mfa";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/mfa/recovery-codes",
    summary: "Ten new recovery codes in the place of the old ones",
    caller: "customer",
    body: PasswordBody,
    example: { body: { password: "482913" }, needs: "a caller who gave a second factor in the last fifteen minutes" },
    returns: { 200: RecoveryCodesView },
    refuses: [
      authErrors.account_blocked,
      authErrors.password_busy,
      authErrors.password_incorrect,
      authErrors.password_locked,
      authErrors.session_revoked,
      factorErrors.step_up_required,
      errors.factor_not_set_up,
      factorErrors.factors_changed_meanwhile,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "PIN_PEPPERS"] },
    memoryMb: 1769,
  },
  ({ actor, body }) => renewRecoveryCodes(actor, body.password).then(recoveryCodesView),
);
