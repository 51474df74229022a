import { errors as authErrors, factorErrors } from "@cowry/core/auth";
import { approvePush, ById, errors, PushNumber } from "@cowry/core/mfa";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/mfa/push/requests/{id}/approve",
    summary: "Approve a sign-in that shows these two digits",
    caller: "customer",
    params: ById,
    body: PushNumber,
    example: {
      params: { id: "018f6d5c-7a11-7000-8000-0123456789ab" },
      body: { number: "42" },
      needs: "a sign-in that waits, and a caller on a device that approves",
    },
    returns: { 204: nothing },
    refuses: [
      authErrors.account_blocked,
      authErrors.session_revoked,
      errors.device_not_approver,
      errors.push_not_found,
      errors.push_number_wrong,
      factorErrors.device_not_found,
      factorErrors.device_unnamed,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params, body }) => approvePush(actor, params.id, body.number),
);
