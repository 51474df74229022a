import { keyRing } from "@cowry/core/kernel";
import { askForRefund, AskRequest, errors, RefundParams, RefundShown, refundView } from "@cowry/core/refunds";
import { paystackRefunds } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/refunds/{id}/ask",
    summary: "Ask the provider about a refund now, and take its next step",
    description: "What the hourly sweep does. Nothing is ordered twice, however often it is sent.",
    caller: "staff",
    permission: "refunds.propose",
    params: RefundParams,
    body: AskRequest,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { reason: "Our balance at the provider was filled up" },
      needs: "a refund with this id",
    },
    returns: { 200: RefundShown },
    refuses: [errors.refund_not_found],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 25,
  },
  async ({ actor, params, body }) => {
    const provider = paystackRefunds({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    return refundView(await askForRefund(actor, { refundId: params.id, ...body }, provider));
  },
);
