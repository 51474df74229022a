import { ProfileOrAccount, profileOrAccountView, readProfile } from "@cowry/core/staff";
import { errors, UserParams } from "@cowry/core/users";
import { staffNetworks } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";
import { isWithin } from "@cowry/platform/staff-networks";

export const handler = endpoint(
  {
    route: "GET /api/v1/users/{id}",
    summary: "A person's profile for themselves, their account for staff",
    description:
      "Staff with `users.read` and a second factor, from where staff work, see what GET /admin/users/{id} shows: masked. " +
      "For everybody else nobody but themselves exists.",
    caller: "customer",
    params: UserParams,
    example: { params: { id: "0192d7a0-0000-7000-8000-000000000000" }, needs: "a caller with this id" },
    returns: { 200: ProfileOrAccount },
    refuses: [errors.user_not_found],
    uses: { table: "read", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params }) =>
    readProfile(actor, params.id, { fromStaffNetwork: isWithin(staffNetworks(), actor.origin.ip) }).then(
      profileOrAccountView,
    ),
);
