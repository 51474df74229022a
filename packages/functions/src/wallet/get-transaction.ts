import { errors, readTransaction, Transaction, TransactionParams } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/transactions/{id}",
    aliases: ["GET /api/v1/transactions/{id}"],
    summary: "One of the caller's transactions",
    caller: "customer",
    scope: "wallet:read",
    params: TransactionParams,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      needs: "a transaction with this id to which the caller is a party",
    },
    returns: { 200: Transaction },
    refuses: [errors.transaction_not_found],
    uses: { table: "read" },
  },
  ({ actor, params }) => readTransaction(actor, params.id),
);
