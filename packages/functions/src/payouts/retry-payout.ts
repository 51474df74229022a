import { keyRing } from "@cowry/core/kernel";
import { errors, PayoutParams, PayoutShown, payoutStoryView, RetryRequest, retryPayout } from "@cowry/core/payouts";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/payouts/{id}/retry",
    summary: "Ask the provider about a payout now, and take its next step",
    description:
      "Sends again, under the same reference, only what the provider has no trace of: nothing is paid twice.",
    caller: "staff",
    permission: "payouts.settle",
    params: PayoutParams,
    body: RetryRequest,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { reason: "Our balance at the provider was filled up" },
      needs: "a payout with this id",
    },
    returns: { 200: PayoutShown },
    refuses: [errors.payout_not_found],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 29,
  },
  async ({ actor, params, body }) => {
    const provider = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    return payoutStoryView(await retryPayout(actor, { transactionId: params.id, ...body }, provider));
  },
);
