import { keyRing } from "@cowry/core/kernel";
import { FloatShown, floatView, readFloat } from "@cowry/core/payouts";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/float",
    summary: "Whether the provider holds what we owe",
    description:
      "Customers' money and ours, less payouts in flight, against our balance at the provider, as of now. A difference of " +
      "minutes is money under way; one that stays is a loss, and rings an alarm.",
    caller: "staff",
    permission: "float.read",
    example: { needs: "staff who read the float, and a provider that answers" },
    returns: { 200: FloatShown },
    refuses: [],
    uses: { table: "read", paystack: true, secrets: ["PAYSTACK_KEYS"] },
    timeoutSeconds: 25,
  },
  async () => floatView(await readFloat(paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") }))),
);
