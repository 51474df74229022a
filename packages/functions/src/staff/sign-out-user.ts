import { errors, signOutPerson, StaffReason } from "@cowry/core/staff";
import { errors as users, UserParams } from "@cowry/core/users";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/users/{id}/sign-out",
    summary: "End all sessions of a person",
    description:
      "Sessions end at once, access tokens at once where money moves and elsewhere within 15 minutes; API keys stay. The person is told, and may sign in anew.",
    caller: "staff",
    permission: "users.sign_out",
    params: UserParams,
    body: StaffReason,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      body: { reason: "the phone was left in a taxi" },
      needs: "somebody else with this id",
    },
    returns: { 204: nothing },
    refuses: [
      errors.account_changed,
      errors.account_closed,
      errors.own_account,
      errors.super_admin_needed,
      users.user_not_found,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params, body }) => signOutPerson(actor, params.id, body.reason),
);
