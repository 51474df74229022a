import { pageOf } from "@cowry/core/kernel";
import { listedView, listPayouts, PayoutListed, PayoutsQuery } from "@cowry/core/payouts";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/payouts",
    summary: "Payouts that are under way, or that a person must look at",
    description:
      "Open ones by where they stand, and ended ones that were flagged. Oldest first within each eighth; pages may be " +
      "short before the last one.",
    caller: "staff",
    permission: "payouts.read",
    query: PayoutsQuery,
    example: { query: { state: "processing" }, needs: "staff who read payouts" },
    returns: { 200: pageOf(PayoutListed) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ query }) => {
    const { items, nextCursor } = await listPayouts(query);
    return { items: items.map(listedView), next_cursor: nextCursor };
  },
);
