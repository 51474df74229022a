import { hasBankAccount } from "@cowry/core/payouts";
import {
  driverProfileView,
  DriverProfileBody,
  DriverProfileView,
  errors,
  putDriverProfile,
  toDriverProfile,
} from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PUT /api/v1/users/me/driver-profile",
    summary: "Replace the caller's profile as a driver",
    description: "What is left out is emptied. With `version` only the profile that was seen is replaced.",
    caller: "customer",
    body: DriverProfileBody,
    example: {
      body: { vehicle_number: "Corolla 2019", plate_number: "LAG 123 AB", status: "available" },
      needs: "a caller who is a driver",
    },
    returns: { 200: DriverProfileView },
    refuses: [errors.payout_account_unknown, errors.profile_changed, errors.profile_of_other_role],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, body }) => putDriverProfile(actor, toDriverProfile(body), hasBankAccount).then(driverProfileView),
);
