import { DeviceList, deviceList, listDevices } from "@cowry/core/auth";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/auth/devices",
    summary: "Devices that the caller has signed in on",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: DeviceList },
    refuses: [],
    uses: { table: "read" },
  },
  ({ actor }) => listDevices(actor).then(deviceList),
);
