import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { ById, denyPush, errors } from "@cowry/core/mfa";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/mfa/push/requests/{id}/deny",
    summary: "Deny a sign-in: it ends",
    caller: "customer",
    params: ById,
    example: {
      params: { id: "018f6d5c-7a11-7000-8000-0123456789ab" },
      body: {},
      needs: "a sign-in that waits, and a caller on a device that approves",
    },
    returns: { 204: nothing },
    refuses: [
      authErrors.account_blocked,
      authErrors.session_revoked,
      errors.device_not_approver,
      errors.push_not_found,
      factorErrors.device_not_found,
      factorErrors.device_unnamed,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params }) => denyPush(actor, params.id),
);
