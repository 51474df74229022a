import { Hold, HoldQuery, holdView, listHolds } from "@cowry/core/holds";
import { pageOf } from "@cowry/core/kernel";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/holds",
    summary: "Holds the caller made, or that were made for the caller; newest first",
    description: "A payer's page may be short before the last one: `next_cursor` alone says whether more follows.",
    caller: "customer",
    query: HoldQuery,
    example: { query: { role: "payee", limit: "20" }, needs: "a caller" },
    returns: { 200: pageOf(Hold) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listHolds(actor, query);
    return { items: items.map((hold) => holdView(hold, actor.userId)), next_cursor: nextCursor };
  },
);
