import { pageOf } from "@cowry/core/kernel";
import { BeneficiaryQuery, listOwnAccounts, PayoutAccountShown, payoutAccountView } from "@cowry/core/payouts";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/users/me/payout-accounts",
    summary: "The caller's own bank accounts",
    description:
      "They are among the beneficiaries: a page may be short, and `next_cursor` alone says whether more follows.",
    caller: "customer",
    query: BeneficiaryQuery,
    example: { query: { limit: "20" }, needs: "a caller" },
    returns: { 200: pageOf(PayoutAccountShown) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listOwnAccounts(actor, query);
    return { items: items.map(payoutAccountView), next_cursor: nextCursor };
  },
);
