import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { errors, PasswordBody, removeTotp } from "@cowry/core/mfa";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/mfa/totp/remove",
    summary: "Give the authenticator app up",
    caller: "customer",
    body: PasswordBody,
    example: { body: { password: "482913" }, needs: "a caller who gave a second factor in the last fifteen minutes" },
    returns: { 204: nothing },
    refuses: [
      authErrors.account_blocked,
      authErrors.password_busy,
      authErrors.password_incorrect,
      authErrors.password_locked,
      authErrors.session_revoked,
      factorErrors.step_up_required,
      errors.factor_not_set_up,
      errors.factor_required_by_policy,
      factorErrors.factors_changed_meanwhile,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "PIN_PEPPERS"] },
    memoryMb: 1769,
  },
  ({ actor, body }) => removeTotp(actor, body.password),
);
