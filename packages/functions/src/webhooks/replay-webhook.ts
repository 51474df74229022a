import { keyRing } from "@cowry/core/kernel";
import {
  carryOutEvent,
  errors,
  ReplayRequest,
  replayWebhook,
  WebhookParams,
  WebhookShown,
  webhookView,
} from "@cowry/core/webhooks";
import { parseEvent, paystack, paystackAccounts, paystackRefunds } from "@cowry/gateways/paystack";
import { waker } from "@cowry/gateways/workflow";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/webhooks/{id}/replay",
    summary: "Carry an event out once more",
    description: "As if it were delivered now: what it is about decides, so that no money moves twice.",
    caller: "staff",
    permission: "webhooks.replay",
    params: WebhookParams,
    body: ReplayRequest,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { reason: "Its shape is known since today's release" },
      needs: "an event with this id",
    },
    returns: { 200: WebhookShown },
    refuses: [errors.webhook_not_found],
    uses: {
      table: "write",
      paystack: true,
      workflow: "answer",
      secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PAYSTACK_KEYS"],
    },
    timeoutSeconds: 20,
  },
  async ({ actor, params, body }) => {
    const options = { baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") };
    const arms = carryOutEvent(waker, paystackRefunds(options), paystack(options), paystackAccounts(options));
    const means = { read: parseEvent, carryOut: arms };
    return webhookView(await replayWebhook(actor, { eventId: params.id, reason: body.reason }, means));
  },
);
