import { ById, DeviceRename, factorErrors, renameDevice } from "@cowry/core/auth";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PATCH /api/v1/auth/devices/{id}",
    summary: "Give a device a name",
    caller: "customer",
    params: ById,
    body: DeviceRename,
    example: {
      params: { id: "018f6d5c-7a11-8000-8000-0123456789ab" },
      body: { name: "My blue phone" },
      needs: "a device of the caller",
    },
    returns: { 204: nothing },
    refuses: [factorErrors.device_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params, body }) => renameDevice(actor, params.id, body.name),
);
