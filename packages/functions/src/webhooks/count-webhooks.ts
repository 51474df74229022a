import { CountQuery, countsOf, countView, WebhookCounts } from "@cowry/core/webhooks";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/webhook-counts",
    summary: "How often each event was delivered on a day",
    description: "Those included that we have no use for. Today, where no day is asked for.",
    caller: "staff",
    permission: "webhooks.read",
    query: CountQuery,
    example: { query: { day: "2026-11-20" }, needs: "staff who read webhooks" },
    returns: { 200: WebhookCounts },
    refuses: [],
    uses: { table: "read" },
  },
  async ({ query }) => countView(await countsOf(query)),
);
