import { AccountView, accountView, blockPerson, BlockRequest, errors, toBlock } from "@cowry/core/staff";
import { errors as users, UserParams } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/users/{id}/block",
    aliases: ["POST /api/v1/users/{id}/block"],
    summary: "Shut somebody out, until a time or for good",
    description:
      "Sessions and tokens end at once, and nobody can pay in or out. Again for who is blocked: the new reason and end.",
    caller: "staff",
    permission: "users.block",
    params: UserParams,
    body: BlockRequest,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      body: { reason: "reported as stolen" },
      needs: "somebody else with this id",
    },
    returns: { 200: AccountView },
    refuses: [
      errors.block_end_past,
      errors.account_changed,
      errors.account_closed,
      errors.own_account,
      errors.super_admin_needed,
      users.user_not_found,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS"] },
  },
  ({ actor, params, body }) => blockPerson(actor, params.id, toBlock(body)).then(accountView),
);
