import { pageOf } from "@cowry/core/kernel";
import { listRefunds, RefundQuery, RefundShown, refundView } from "@cowry/core/refunds";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/refunds",
    summary: "Refunds of top-ups in a state, newest first",
    description: "Those that the provider has and has not finished, where no state is asked for.",
    caller: "staff",
    permission: "refunds.read",
    query: RefundQuery,
    example: { query: { state: "needs_attention" }, needs: "staff who read refunds" },
    returns: { 200: pageOf(RefundShown) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ query }) => {
    const { items, nextCursor } = await listRefunds(query.state, query);
    return { items: items.map(refundView), next_cursor: nextCursor };
  },
);
