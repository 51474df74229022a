import { DisputeQuery, DisputeShown, disputeView, listDisputes } from "@cowry/core/disputes";
import { pageOf } from "@cowry/core/kernel";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/disputes",
    summary: "Disputes in a state, the next deadline first",
    description: "Those that are open, where no state is asked for.",
    caller: "staff",
    permission: "disputes.read",
    query: DisputeQuery,
    example: { query: { state: "open" }, needs: "staff who read disputes" },
    returns: { 200: pageOf(DisputeShown) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ query }) => {
    const { items, nextCursor } = await listDisputes(query.state, query);
    return { items: items.map(disputeView), next_cursor: nextCursor };
  },
);
