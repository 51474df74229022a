import { RevealedView, revealedView, revealPerson, StaffReason } from "@cowry/core/staff";
import { errors as users, UserParams } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/users/{id}/reveal",
    summary: "A person's whole profile, for a reason",
    description: "The reason is written into the audit trail before anything is shown.",
    caller: "staff",
    permission: "users.read",
    params: UserParams,
    body: StaffReason,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      body: { reason: "called about a lost phone" },
      needs: "a person with this id",
    },
    returns: { 200: RevealedView },
    refuses: [users.user_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params, body }) => revealPerson(actor, params.id, body.reason).then(revealedView),
);
