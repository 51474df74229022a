import { BatchesQuery, BatchListed, batchListedView, listBatches } from "@cowry/core/bulk";
import { pageOf } from "@cowry/core/kernel";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/bulk-payouts",
    summary: "Batches of payouts in a state, newest first",
    description: "Those that run, where no state is asked for. Pages may be short before the last one.",
    caller: "staff",
    permission: "payouts.read",
    query: BatchesQuery,
    example: { query: { state: "running" }, needs: "staff who read payouts" },
    returns: { 200: pageOf(BatchListed) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ query }) => {
    const { items, nextCursor } = await listBatches(query);
    return { items: items.map(batchListedView), next_cursor: nextCursor };
  },
);
