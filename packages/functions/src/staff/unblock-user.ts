import { AccountView, accountView, errors, StaffReason, unblockPerson } from "@cowry/core/staff";
import { errors as users, UserParams } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/users/{id}/unblock",
    summary: "Let somebody in again",
    caller: "staff",
    permission: "users.block",
    params: UserParams,
    body: StaffReason,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      body: { reason: "identity proved at the desk" },
      needs: "somebody else with this id",
    },
    returns: { 200: AccountView },
    refuses: [
      errors.account_changed,
      errors.account_closed,
      errors.own_account,
      errors.super_admin_needed,
      users.user_not_found,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS"] },
  },
  ({ actor, params, body }) => unblockPerson(actor, params.id, body.reason).then(accountView),
);
