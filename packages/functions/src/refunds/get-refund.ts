import { errors, loadRefund, RefundParams, RefundShown, refundView } from "@cowry/core/refunds";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/refunds/{id}",
    summary: "One refund of a top-up",
    caller: "staff",
    permission: "refunds.read",
    params: RefundParams,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      needs: "a refund with this id, which is that of its transaction",
    },
    returns: { 200: RefundShown },
    refuses: [errors.refund_not_found],
    uses: { table: "read" },
  },
  async ({ params }) => refundView(await loadRefund(params.id)),
);
