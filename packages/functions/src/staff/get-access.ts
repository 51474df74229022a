import { AccessView, accessView, readAccess } from "@cowry/core/staff";
import { errors as users, UserParams } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/users/{id}/access",
    summary: "Platforms and features that are open to a person",
    caller: "staff",
    permission: "users.read",
    params: UserParams,
    example: { params: { id: "0192d7a0-0000-7000-8000-000000000000" }, needs: "a person with this id" },
    returns: { 200: AccessView },
    refuses: [users.user_not_found],
    uses: { table: "read", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params }) => readAccess(actor, params.id).then(accessView),
);
