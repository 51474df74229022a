import { listProposals, ProposalQuery, ProposalShown, proposalView } from "@cowry/core/approvals";
import { pageOf } from "@cowry/core/kernel";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/approvals",
    summary: "Proposals that the caller made or may decide, newest first",
    description: "Those that wait, where no status is asked for. Pages may be short before the last one.",
    caller: "staff",
    permission: "approvals.read",
    query: ProposalQuery,
    example: { query: { status: "pending" }, needs: "staff who read approvals" },
    returns: { 200: pageOf(ProposalShown) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ actor, query }) => {
    const { items, nextCursor } = await listProposals(actor, query);
    return { items: items.map(proposalView), next_cursor: nextCursor };
  },
);
