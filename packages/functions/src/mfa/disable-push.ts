import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { disablePush, errors } from "@cowry/core/mfa";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "DELETE /api/v1/auth/mfa/push",
    summary: "This device approves sign-ins no longer",
    caller: "customer",
    example: { needs: "a caller on a device that approves, with a second factor given in the last fifteen minutes" },
    returns: { 204: nothing },
    refuses: [
      authErrors.account_blocked,
      authErrors.session_revoked,
      factorErrors.step_up_required,
      errors.device_not_approver,
      errors.factor_required_by_policy,
      factorErrors.device_not_found,
      factorErrors.device_unnamed,
      factorErrors.factors_changed_meanwhile,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor }) => disablePush(actor),
);
