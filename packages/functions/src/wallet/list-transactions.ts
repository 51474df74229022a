import { pageOf } from "@cowry/core/kernel";
import { HistoryQuery, listTransactions, toFilter, Transaction } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/transactions",
    aliases: ["GET /api/v1/transactions", "GET /transactions"],
    summary: "The caller's transactions, newest first",
    description:
      "Pending and failed top-ups and payouts are in it. `from` is included, `to` is not. Pages are full but the last; " +
      "with type, kind or status a page may be short, and `next_cursor` alone says whether more follows.",
    caller: "customer",
    scope: "wallet:read",
    query: HistoryQuery,
    example: { query: { limit: "20", type: "debit" }, needs: "a caller" },
    returns: { 200: pageOf(Transaction) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listTransactions(actor, toFilter(query), query);
    return { items, next_cursor: nextCursor };
  },
);
