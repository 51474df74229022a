import { pageOf } from "@cowry/core/kernel";
import { listWebhooks, WebhookQuery, WebhookShown, webhookView } from "@cowry/core/webhooks";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/webhooks",
    summary: "Events of the payment provider's, newest first",
    description:
      "Those that wait to be carried out, where no state is asked for. Pages may be short before the last one.",
    caller: "staff",
    permission: "webhooks.read",
    query: WebhookQuery,
    example: { query: { state: "unused" }, needs: "staff who read webhooks" },
    returns: { 200: pageOf(WebhookShown) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ query }) => {
    const { items, nextCursor } = await listWebhooks(query);
    return { items: items.map(webhookView), next_cursor: nextCursor };
  },
);
