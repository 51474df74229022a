import { pageOf } from "@cowry/core/kernel";
import { listNotices, Notice, NoticesQuery, noticeView } from "@cowry/core/notifications";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/notifications",
    summary: "The caller's notices, newest first",
    description:
      "Of money that moved or was set aside, and of what was changed in the account. They are kept for 90 days. " +
      "`transaction_id` of a hold that the caller has not captured leads to `GET /wallet/holds/{id}`.",
    caller: "customer",
    query: NoticesQuery,
    example: { query: { limit: "20" }, needs: "a caller" },
    returns: { 200: pageOf(Notice) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listNotices(actor, query);
    return { items: items.map(noticeView), next_cursor: nextCursor };
  },
);
