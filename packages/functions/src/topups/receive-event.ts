import { keyRing } from "@cowry/core/kernel";
import { carryOutEvent, errors, EventReceived, receiveWebhook } from "@cowry/core/webhooks";
import { parseEvent, paystack, paystackAccounts, paystackRefunds, verifySignature } from "@cowry/gateways/paystack";
import { waker } from "@cowry/gateways/workflow";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";
import { log } from "@cowry/platform/logger";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/topup/webhook",
    summary: "Hear from the payment provider",
    description:
      "For Paystack, by its signature over the raw body (x-paystack-signature); has an address of its own beside this " +
      "route. It is stored first. 200 means that whatever the event says of money has been booked; anything else asks for " +
      "another delivery.",
    caller: "anyone",
    raw: true,
    url: true,
    example: {
      body: { event: "charge.success", data: { reference: "cw-0190c0de00007000800000000000000a" } },
      needs: "the signature of these bytes under the stage's Paystack key",
    },
    returns: { 200: EventReceived },
    refuses: [errors.webhook_unsigned],
    uses: {
      table: "write",
      paystack: true,
      workflow: "answer",
      secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PAYSTACK_KEYS"],
    },
    timeoutSeconds: 20,
  },
  async ({ request: { id, rawBody, headers } }) => {
    const isSigned = () => verifySignature(rawBody, headers["x-paystack-signature"], keyRing("PAYSTACK_KEYS"));
    const options = { baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") };
    const arms = carryOutEvent(waker, paystackRefunds(options), paystack(options), paystackAccounts(options));
    const became = await receiveWebhook({ rawBody, isSigned, read: parseEvent }, arms);
    log("info", "webhook", { request_id: id, code: became });
    return { received: true as const };
  },
);
