import { factorErrors, removeDeviceKey } from "@cowry/core/auth";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "DELETE /api/v1/auth/device-key",
    summary: "No longer sign in on this device by fingerprint or face",
    caller: "customer",
    example: { needs: "a caller on a named device" },
    returns: { 204: nothing },
    refuses: [factorErrors.device_not_found, factorErrors.device_unnamed],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor }) => removeDeviceKey(actor),
);
