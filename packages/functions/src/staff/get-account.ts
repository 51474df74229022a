import { AccountView, accountView, readStaffView } from "@cowry/core/staff";
import { errors as users, UserParams } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/users/{id}",
    summary: "A person's account, masked",
    caller: "staff",
    permission: "users.read",
    params: UserParams,
    example: { params: { id: "0192d7a0-0000-7000-8000-000000000000" }, needs: "a person with this id" },
    returns: { 200: AccountView },
    refuses: [users.user_not_found],
    uses: { table: "read", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params }) => readStaffView(actor, params.id).then(accountView),
);
