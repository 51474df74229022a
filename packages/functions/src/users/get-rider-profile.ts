import { riderProfileView, RiderProfileView, errors, loadRiderProfile } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/users/me/rider-profile",
    summary: "The caller's profile as a rider",
    caller: "customer",
    example: { needs: "a caller who is a rider" },
    returns: { 200: RiderProfileView },
    refuses: [errors.profile_of_other_role],
    uses: { table: "read", secrets: ["FIELD_KEYS"] },
  },
  ({ actor }) => loadRiderProfile(actor).then(riderProfileView),
);
