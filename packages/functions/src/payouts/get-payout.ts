import { errors, loadPayout, PayoutParams, PayoutShown, payoutStoryView } from "@cowry/core/payouts";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/payouts/{id}",
    summary: "One payout, with its story",
    caller: "staff",
    permission: "payouts.read",
    params: PayoutParams,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      needs: "a payout with this id",
    },
    returns: { 200: PayoutShown },
    refuses: [errors.payout_not_found],
    uses: { table: "read" },
  },
  async ({ params }) => payoutStoryView(await loadPayout(params.id)),
);
