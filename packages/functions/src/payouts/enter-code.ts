import { keyRing } from "@cowry/core/kernel";
import { CodeRequest, enterCode, errors, PayoutParams, PayoutShown, payoutStoryView } from "@cowry/core/payouts";
import { paystack, paystackBulk } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/payouts/{id}/code",
    summary: "Give the provider the one-time code that a payout waits for",
    description:
      "Where one-time codes were left on at the provider. Without `otp`, it sends another code to our phone.",
    caller: "staff",
    permission: "payouts.settle",
    params: PayoutParams,
    body: CodeRequest,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { otp: "482613", reason: "Codes were left on over the week-end" },
      needs: "a payout with this id that waits for a code",
    },
    returns: { 200: PayoutShown },
    refuses: [errors.payout_code_refused, errors.payout_not_found, errors.payout_wants_no_code],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 29,
  },
  async ({ actor, params, body: { otp, reason } }) => {
    const options = { baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") };
    const provider = { ...paystack(options), ...paystackBulk(options) };
    return payoutStoryView(await enterCode(actor, { transactionId: params.id, otp, reason }, provider));
  },
);
