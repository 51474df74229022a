import { AccountView, accountView, assignRoles, errors, RoleRequest, toRoleOrder } from "@cowry/core/staff";
import { errors as users, UserParams } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/users/{id}/assign-role",
    aliases: ["POST /api/v1/users/{id}/assign-role"],
    summary: "Give somebody roles, in the place of those they have",
    description:
      "Never one's own. Admins and super admins are made and unmade by super admins only. Tokens with the old roles end.",
    caller: "staff",
    permission: "users.assign_role",
    params: UserParams,
    body: RoleRequest,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      body: { roles: ["rider", "support"], reason: "joins the help desk" },
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
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params, body }) => assignRoles(actor, params.id, toRoleOrder(body)).then(accountView),
);
