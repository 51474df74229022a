import { factorErrors } from "@cowry/core/auth";
import { errors, listPushes, PushList, pushList } from "@cowry/core/mfa";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/auth/mfa/push/requests",
    summary: "Sign-ins that wait for this device's approval",
    caller: "customer",
    example: { needs: "a caller on a device that approves" },
    returns: { 200: PushList },
    refuses: [errors.device_not_approver, factorErrors.device_not_found, factorErrors.device_unnamed],
    uses: { table: "read", secrets: ["FIELD_KEYS"] },
  },
  ({ actor }) => listPushes(actor).then(pushList),
);
