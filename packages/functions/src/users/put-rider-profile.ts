import {
  riderProfileView,
  RiderProfileBody,
  RiderProfileView,
  errors,
  putRiderProfile,
  toRiderProfile,
} from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PUT /api/v1/users/me/rider-profile",
    summary: "Replace the caller's profile as a rider",
    description: "What is left out is emptied. With `version` only the profile that was seen is replaced.",
    caller: "customer",
    body: RiderProfileBody,
    example: {
      body: { preferences: { music: "off" }, saved_addresses: [{ label: "Home", address: "12 Marina, Lagos" }] },
      needs: "a caller who is a rider",
    },
    returns: { 200: RiderProfileView },
    refuses: [errors.profile_changed, errors.profile_of_other_role],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, body }) => putRiderProfile(actor, toRiderProfile(body)).then(riderProfileView),
);
