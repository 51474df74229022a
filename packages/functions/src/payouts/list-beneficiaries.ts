import { pageOf } from "@cowry/core/kernel";
import { BeneficiaryQuery, BeneficiaryShown, beneficiaryView, listBeneficiaries } from "@cowry/core/payouts";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/beneficiaries",
    summary: "The caller's beneficiaries",
    description: "Account numbers show their last four digits only.",
    caller: "customer",
    query: BeneficiaryQuery,
    example: { query: { limit: "20" }, needs: "a caller" },
    returns: { 200: pageOf(BeneficiaryShown) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listBeneficiaries(actor, query);
    return { items: items.map(beneficiaryView), next_cursor: nextCursor };
  },
);
