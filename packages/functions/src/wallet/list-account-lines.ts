import { pageOf } from "@cowry/core/kernel";
import { AccountLine, AccountLinesQuery, listAccountLines } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/ledger/lines",
    summary: "What is in suspense, and what is owed to us, line by line",
    description:
      "Newest first. The lines of an account sum to its balance; what clears one is a line with the other sign. A line " +
      "shows some seconds after its transaction.",
    caller: "staff",
    permission: "ledger.audit",
    query: AccountLinesQuery,
    example: { query: { account: "suspense:refunds", limit: "20" }, needs: "staff who audit the ledger" },
    returns: { 200: pageOf(AccountLine) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ query }) => {
    const { items, nextCursor } = await listAccountLines(query);
    return { items, next_cursor: nextCursor };
  },
);
