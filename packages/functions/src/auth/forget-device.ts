import { ById, errors, factorErrors, forgetDevice } from "@cowry/core/auth";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "DELETE /api/v1/auth/devices/{id}",
    summary: "Forget a device and end its sessions",
    description: "Its key and its right to approve sign-ins go with it; the next sign-in on it is one on a new device.",
    caller: "customer",
    params: ById,
    example: { params: { id: "018f6d5c-7a11-8000-8000-0123456789ab" }, needs: "a device of the caller" },
    returns: { 204: nothing },
    refuses: [
      errors.account_blocked,
      errors.session_revoked,
      factorErrors.device_not_found,
      factorErrors.factors_changed_meanwhile,
      factorErrors.last_factor,
      factorErrors.step_up_required,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params }) => forgetDevice(actor, params.id),
);
