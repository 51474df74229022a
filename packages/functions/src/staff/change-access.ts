import { AccessRequest, AccessView, accessView, changeAccess, errors, toAccess } from "@cowry/core/staff";
import { errors as users, UserParams } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PATCH /api/v1/admin/users/{id}/access",
    summary: "Open and shut platforms and features for a person",
    description:
      "What is named changes, the rest stays. The web is whoever has tokens in cookies, mobile any other session; `ussd` is " +
      "kept for a channel that has no door yet. What is shut counts at once: tokens that are out end, and sessions go on " +
      "where their way is open.",
    caller: "staff",
    permission: "users.block",
    params: UserParams,
    body: AccessRequest,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      body: { platforms: { api: false }, reason: "key was leaked" },
      needs: "somebody else with this id",
    },
    returns: { 200: AccessView },
    refuses: [
      errors.account_changed,
      errors.account_closed,
      errors.own_account,
      errors.super_admin_needed,
      users.user_not_found,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params, body }) => changeAccess(actor, params.id, toAccess(body)).then(accessView),
);
