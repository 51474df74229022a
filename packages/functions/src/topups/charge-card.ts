import { admit, confirmationRefusals, confirmMoney } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import { CardTopupRequest, CardTopupShown, cardTopupView, errors, toCardOrder, topUpByCard } from "@cowry/core/topups";
import { errors as wallet } from "@cowry/core/wallet";
import { paystack, paystackAccounts } from "@cowry/gateways/paystack";
import { checkoutPolicy, paystackUrl } from "@cowry/platform/config";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/topup/card",
    summary: "Pay into the wallet with a saved card",
    description:
      "Charges the card at once, the default one where none is named. `completed`: the money is there. `pending` with a " +
      "`payment_url`: its owner confirms there first. `pending` without: the outcome is not known yet; follow the " +
      "transaction, which the provider's event, POST /wallet/topup/verify or an hour settles. `failed`: the card was " +
      "declined, and nothing was charged. The answer is that of the first request for ever; 503 with Retry-After: that one " +
      "may be under way still, send it again with the same key. A card is charged at most NGN 50,000.00 in all in the " +
      "first three days after it was saved.",
    caller: "customer",
    confirm: "pin",
    idempotent: true,
    body: CardTopupRequest,
    example: {
      body: { amount: 500_000, currency: "NGN", card_id: "0190c0de-0000-8000-8000-000000000001", pin: "4826" },
      needs: "a caller with this PIN and a saved card with this id",
    },
    returns: { 201: CardTopupShown },
    refuses: [
      errors.card_expired,
      errors.card_new,
      errors.card_not_found,
      errors.card_outdated,
      errors.topup_amount_out_of_range,
      wallet.balance_max_exceeded,
      wallet.wallet_blocked,
      wallet.wallet_closed,
      wallet.wallet_not_found,
      ...confirmationRefusals,
    ],
    rateLimits: ["10 at once and one more every 6 minutes"],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS", "PIN_PEPPERS", "SESSION_KEYS"] },
    timeoutSeconds: 20,
    memoryMb: 1769,
  },
  async ({ actor, body, key, proof }) => {
    const order = toCardOrder(body, key);
    const options = { baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") };
    const topup = await topUpByCard(actor, order, {
      confirm: () => confirmMoney(actor, proof, { ...order, feature: "topups" }),
      admit,
      provider: {
        ...paystackAccounts(options),
        verifyCharge: (reference) => paystack(options).verifyCharge(reference),
      },
      policy: checkoutPolicy(),
    });
    return reply(201, cardTopupView(topup), replayed(topup.replayed));
  },
);
