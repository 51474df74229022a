import { admit, errors as auth, requireFeature } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import { errors, initiateTopup, TopupRequest, TopupStarted, topupView, toTopupOrder } from "@cowry/core/topups";
import { errors as wallet } from "@cowry/core/wallet";
import { paystack } from "@cowry/gateways/paystack";
import { checkoutPolicy, paystackUrl } from "@cowry/platform/config";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/topup/initiate",
    summary: "Open a checkout page to pay into the wallet",
    description:
      "The wallet is credited when the provider confirms the charge; until then the top-up is pending. The same key " +
      "gives the same page. A page is refused when its payment would not fit below the wallet's maximum balance; what is paid " +
      "is credited even so. `save_card`: the card that pays is kept for `POST /wallet/topup/card`, by the caller's consent, " +
      "unless it names somebody else; its number never is. 503 with Retry-After: the provider did not answer; send it again with the same key.",
    caller: "customer",
    idempotent: true,
    body: TopupRequest,
    example: {
      body: { amount: 500_000, currency: "NGN", payment_method: "card" },
      needs: "a caller",
    },
    returns: { 201: TopupStarted },
    refuses: [
      auth.feature_shut,
      wallet.balance_max_exceeded,
      errors.callback_not_allowed,
      errors.payment_refused,
      errors.topup_amount_out_of_range,
      errors.topup_ended,
    ],
    rateLimits: ["30 pages at once and one more every minute; the page of a key that has one is not counted"],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 20,
  },
  async ({ actor, body, key }) => {
    await requireFeature(actor, "topups");
    const payments = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    const topup = await initiateTopup(actor, toTopupOrder(body, key), { payments, policy: checkoutPolicy(), admit });
    return reply(201, topupView(topup), replayed(topup.replayed));
  },
);
