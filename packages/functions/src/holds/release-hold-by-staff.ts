import { errors, Hold, HoldParams, holdView, releaseByStaff, ReleaseRequest } from "@cowry/core/holds";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/holds/{id}/release",
    summary: "Give a payer back what is left of a hold",
    description: "With a reason, which the payer's audit trail keeps. Repeating it changes nothing.",
    caller: "staff",
    permission: "holds.release",
    params: HoldParams,
    body: ReleaseRequest,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      body: { reason: "The ride was cancelled by the driver" },
      needs: "an open hold with this id",
    },
    returns: { 200: Hold },
    refuses: [errors.hold_ended, errors.hold_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
    timeoutSeconds: 20,
  },
  async ({ actor, params, body }) => holdView(await releaseByStaff(actor, params.id, body.reason), actor.userId),
);
