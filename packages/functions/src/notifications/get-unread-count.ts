import { countUnread, UnreadCount } from "@cowry/core/notifications";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/notifications/unread-count",
    summary: "How many of the caller's notices are not read",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: UnreadCount },
    refuses: [],
    uses: { table: "read" },
  },
  async ({ actor }) => {
    const { unread, isMore } = await countUnread(actor);
    return { unread, more: isMore };
  },
);
