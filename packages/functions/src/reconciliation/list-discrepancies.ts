import { pageOf } from "@cowry/core/kernel";
import { DiscrepancyQuery, DiscrepancyShown, discrepancyView, listDiscrepancies } from "@cowry/core/reconciliation";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/discrepancies",
    summary: "What differs from the provider's books: open ones, or all of a day",
    description: "Open ones of all days come oldest first, and pages of them may be short before the last one.",
    caller: "staff",
    permission: "reconciliation.read",
    query: DiscrepancyQuery,
    example: { query: { limit: "20" }, needs: "staff who read reconciliations" },
    returns: { 200: pageOf(DiscrepancyShown) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ query }) => {
    const { items, nextCursor } = await listDiscrepancies(query, query);
    return { items: items.map(discrepancyView), next_cursor: nextCursor };
  },
);
