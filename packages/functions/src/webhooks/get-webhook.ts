import { errors, readWebhook, WebhookParams, WebhookShown, webhookView } from "@cowry/core/webhooks";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/webhooks/{id}",
    summary: "One event of the payment provider's",
    caller: "staff",
    permission: "webhooks.read",
    params: WebhookParams,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      needs: "an event with this id",
    },
    returns: { 200: WebhookShown },
    refuses: [errors.webhook_not_found],
    uses: { table: "read" },
  },
  async ({ params }) => webhookView(await readWebhook(params.id)),
);
