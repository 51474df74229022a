import { driverProfileView, DriverProfileView, errors, loadDriverProfile } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/users/me/driver-profile",
    summary: "The caller's profile as a driver",
    caller: "customer",
    example: { needs: "a caller who is a driver" },
    returns: { 200: DriverProfileView },
    refuses: [errors.profile_of_other_role],
    uses: { table: "read" },
  },
  ({ actor }) => loadDriverProfile(actor).then(driverProfileView),
);
