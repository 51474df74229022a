import { pageOf } from "@cowry/core/kernel";
import { listReviews, ReviewQuery, ReviewShown, reviewView } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/reviews",
    summary: "Transfers that compliance has to look at",
    description: "Held ones wait for a decision; flagged ones have happened. Pages may be short before the last one.",
    caller: "staff",
    permission: "reviews.read",
    query: ReviewQuery,
    example: { query: { state: "held" }, needs: "staff who read reviews" },
    returns: { 200: pageOf(ReviewShown) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ query }) => {
    const { items, nextCursor } = await listReviews(query);
    return { items: items.map(reviewView), next_cursor: nextCursor };
  },
);
