import { pageOf } from "@cowry/core/kernel";
import { readHistoryOf } from "@cowry/core/staff";
import { errors as users } from "@cowry/core/users";
import { HistoryQuery, OwnerParams, toFilter, Transaction } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/users/{id}/transactions",
    summary: "Somebody's transactions, newest first",
    description: "As the person sees them, with the same filters. `from` is included, `to` is not.",
    caller: "staff",
    permission: "wallets.read",
    params: OwnerParams,
    query: HistoryQuery,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      query: { limit: "20", kind: "transfer" },
      needs: "a person with this id",
    },
    returns: { 200: pageOf(Transaction) },
    refuses: [users.user_not_found],
    uses: { table: "read", secrets: ["CURSOR_KEYS", "FIELD_KEYS"] },
  },
  async ({ actor, params, query }) => {
    const { items, nextCursor } = await readHistoryOf(actor, params.id, toFilter(query), query);
    return { items, next_cursor: nextCursor };
  },
);
