import { pageOf } from "@cowry/core/kernel";
import { listRuns, RunQuery, RunShown, runView } from "@cowry/core/reconciliation";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/reconciliations",
    summary: "The days that were reconciled with a provider, newest first",
    caller: "staff",
    permission: "reconciliation.read",
    query: RunQuery,
    example: { query: { provider: "paystack", limit: "20" }, needs: "staff who read reconciliations" },
    returns: { 200: pageOf(RunShown) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ query }) => {
    const { items, nextCursor } = await listRuns(query.provider, query);
    return { items: items.map(runView), next_cursor: nextCursor };
  },
);
