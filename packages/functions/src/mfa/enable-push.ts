import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { enablePush, PasswordBody, RecoveryCodesView, recoveryCodesView } from "@cowry/core/mfa";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PUT /api/v1/auth/mfa/push",
    summary: "Let this device approve sign-ins on others",
    caller: "customer",
    body: PasswordBody,
    example: { body: { password: "482913" }, needs: "a caller on a named device" },
    returns: { 200: RecoveryCodesView },
    refuses: [
      authErrors.account_blocked,
      authErrors.password_busy,
      authErrors.password_incorrect,
      authErrors.password_locked,
      authErrors.session_revoked,
      factorErrors.step_up_required,
      factorErrors.device_not_found,
      factorErrors.device_unnamed,
      factorErrors.factors_changed_meanwhile,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "PIN_PEPPERS"] },
    memoryMb: 1769,
  },
  ({ actor, body }) => enablePush(actor, body.password).then(recoveryCodesView),
);
