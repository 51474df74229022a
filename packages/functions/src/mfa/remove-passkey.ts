import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { ById, errors, removePasskey } from "@cowry/core/mfa";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "DELETE /api/v1/auth/passkeys/{id}",
    summary: "Forget a passkey",
    caller: "customer",
    params: ById,
    example: {
      params: { id: "018f6d5c-7a11-8000-8000-0123456789ab" },
      needs: "a passkey of the caller, who gave a second factor in the last fifteen minutes",
    },
    returns: { 204: nothing },
    refuses: [
      authErrors.account_blocked,
      authErrors.session_revoked,
      factorErrors.step_up_required,
      errors.factor_required_by_policy,
      errors.passkey_not_found,
      factorErrors.factors_changed_meanwhile,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params }) => removePasskey(actor, params.id),
);
