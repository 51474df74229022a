import { DisputeParams, DisputeShown, disputeView, errors, loadDispute } from "@cowry/core/disputes";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/disputes/{id}",
    summary: "One dispute, by the provider's id",
    caller: "staff",
    permission: "disputes.read",
    params: DisputeParams,
    example: { params: { id: "2867" }, needs: "a dispute with this id" },
    returns: { 200: DisputeShown },
    refuses: [errors.dispute_not_found],
    uses: { table: "read" },
  },
  async ({ params }) => disputeView(await loadDispute(params.id)),
);
