import { admit } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import { TopupToVerify, verifyTopup } from "@cowry/core/topups";
import { errors, Transaction } from "@cowry/core/wallet";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/topup/verify",
    summary: "Ask the payment provider how a top-up stands",
    description:
      "For an app that comes back from the checkout page: a paid top-up is credited at once, without waiting for the " +
      "provider's event. Still pending: the provider does not know yet; ask again in a few seconds.",
    caller: "customer",
    body: TopupToVerify,
    example: {
      body: { transaction_id: "0192d7a0-0000-7000-8000-000000000000" },
      needs: "a top-up of the caller with this id",
    },
    returns: { 200: Transaction },
    refuses: [errors.transaction_not_found],
    rateLimits: ["20 at once and one more every 10 seconds"],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 20,
  },
  ({ actor, body }) => {
    const provider = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    return verifyTopup(actor, body.transaction_id, provider, admit);
  },
);
