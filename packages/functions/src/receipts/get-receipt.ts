import { errors, readReceipt, Receipt } from "@cowry/core/receipts";
import { errors as wallet, TransactionParams } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/transactions/{id}/receipt",
    summary: "The receipt of one of the caller's transactions",
    description:
      "`receipt` is a signed text that anybody can check, alone or with POST /receipts/verify; it tells no balance. " +
      "`opening` is all that the line's hash covers, the balance included: it is the caller's own to show or to keep.",
    caller: "customer",
    params: TransactionParams,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      needs: "a completed transaction with this id to which the caller is a party",
    },
    returns: { 200: Receipt },
    refuses: [errors.receipt_not_ready, wallet.transaction_not_found],
    uses: { table: "read", secrets: ["RECEIPT_KEYS"] },
  },
  ({ actor, params }) => readReceipt(actor, params.id),
);
