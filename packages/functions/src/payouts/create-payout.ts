import { keyRing } from "@cowry/core/kernel";
import { confirmationRefusals, confirmMoney } from "@cowry/core/auth";
import { errors, PayoutOrdered, payoutView, PayoutRequest, requestPayout, toPayoutOrder } from "@cowry/core/payouts";
import { errors as wallet } from "@cowry/core/wallet";
import { modeOf } from "@cowry/gateways/paystack";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/withdraw",
    aliases: ["POST /api/v1/transactions/cashout", "POST /transactions/cashout"],
    summary: "Pay out to a bank account",
    description:
      "Reserves amount and fee and answers at once; the bank has the money later. Without `beneficiary_id` it goes to the " +
      "payout account that was chosen. It counts towards the same limits as " +
      "transfers. Follow the transaction: it ends as completed, or as failed with the money given back. The answer is " +
      "that of the first request for ever. A confirmation token is good for up to 100,000.00 NGN; above, the PIN itself " +
      "is asked.",
    caller: "customer",
    confirm: "pin",
    idempotent: true,
    body: PayoutRequest,
    example: {
      body: { beneficiary_id: "0190c0de-0000-8000-8000-000000000001", amount: 100_000, pin: "4826", reference: "rent" },
      needs: "a caller with this PIN, 1,010.00 NGN, and a bank account with this id among the beneficiaries",
    },
    returns: { 202: PayoutOrdered },
    refuses: [
      errors.beneficiary_not_found,
      errors.beneficiary_not_payable,
      errors.beneficiary_outdated,
      errors.payout_account_not_chosen,
      errors.payout_amount_out_of_range,
      wallet.asset_inactive,
      wallet.insufficient_funds,
      wallet.limit_exceeded,
      wallet.quote_expired,
      wallet.quote_invalid,
      wallet.wallet_blocked,
      wallet.wallet_closed,
      wallet.wallet_frozen,
      wallet.wallet_not_found,
      ...confirmationRefusals,
    ],
    uses: { table: "write", secrets: ["CURSOR_KEYS", "PAYSTACK_KEYS", "PIN_PEPPERS", "SESSION_KEYS"] },
    timeoutSeconds: 20,
    memoryMb: 1769,
  },
  async ({ actor, body, key, proof }) => {
    const order = toPayoutOrder(body, key);
    const { payout, replayed: again } = await requestPayout(actor, order, {
      confirm: () => confirmMoney(actor, proof, { ...order, feature: "payouts" }),
      mode: modeOf(keyRing("PAYSTACK_KEYS")),
    });
    return reply(202, payoutView(payout), replayed(again));
  },
);
