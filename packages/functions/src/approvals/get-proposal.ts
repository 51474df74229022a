import { errors, ProposalParams, ProposalShown, proposalView, readProposal } from "@cowry/core/approvals";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/approvals/{id}",
    summary: "One proposal",
    caller: "staff",
    permission: "approvals.read",
    params: ProposalParams,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      needs: "a proposal with this id that the caller made or may decide",
    },
    returns: { 200: ProposalShown },
    refuses: [errors.proposal_not_found],
    uses: { table: "read" },
  },
  async ({ actor, params }) => proposalView(await readProposal(actor, params.id)),
);
