import { pageOf } from "@cowry/core/kernel";
import { listReferrals, ReferralQuery, referralView, ReferralView } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/users/me/referrals",
    summary: "Whom the caller referred",
    caller: "customer",
    query: ReferralQuery,
    example: { query: { limit: "20" }, needs: "a caller" },
    returns: { 200: pageOf(ReferralView) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listReferrals(actor, query);
    return { items: items.map(referralView), next_cursor: nextCursor };
  },
);
