import { markAllRead } from "@cowry/core/notifications";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/notifications/read-all",
    summary: "Mark all of the caller's notices as read",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 204: nothing },
    refuses: [],
    uses: { table: "write" },
  },
  ({ actor }) => markAllRead(actor),
);
