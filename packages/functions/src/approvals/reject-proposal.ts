import { DecisionRequest, errors, ProposalParams, ProposalShown, proposalView, reject } from "@cowry/core/approvals";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/approvals/{id}/reject",
    summary: "Turn a colleague's proposal down",
    description: "Nothing is carried out. Repeating it changes nothing.",
    caller: "staff",
    permission: "approvals.decide",
    params: ProposalParams,
    body: DecisionRequest,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { reason: "The customer was paid back already" },
      needs: "a proposal with this id that waits",
    },
    returns: { 200: ProposalShown },
    refuses: [
      errors.own_affair,
      errors.own_proposal,
      errors.proposal_closed,
      errors.proposal_expired,
      errors.proposal_not_found,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  async ({ actor, params, body }) => proposalView(await reject(actor, params.id, body.reason)),
);
