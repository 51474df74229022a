import { errors as approvals, ProposalShown, proposalView } from "@cowry/core/approvals";
import { errors, OriginalParams, proposeReversal, ReversalRequest, toReversal } from "@cowry/core/corrections";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/transactions/{id}/reversals",
    summary: "Propose to give a transfer or captured hold back, whole or in part",
    description:
      "A colleague approves it. A refund takes only what the payee has; a reversal leaves what is missing as owed to us, " +
      "and of the whole gives the fees back.",
    caller: "staff",
    permission: "corrections.propose",
    idempotent: true,
    params: OriginalParams,
    body: ReversalRequest,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { mode: "refund", amount: 120_000, currency: "NGN", reason: "Paid twice for the same ride" },
      needs: "a completed transfer with this id of at least 1,200.00 NGN",
    },
    returns: { 201: ProposalShown },
    refuses: [
      approvals.own_affair,
      errors.exceeds_original,
      errors.not_reversible,
      errors.original_currency_mismatch,
      errors.original_not_found,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  async ({ actor, params, body, key }) => {
    const proposed = await proposeReversal(actor, toReversal(params.id, body, key));
    return reply(201, proposalView(proposed.proposal), replayed(proposed.replayed));
  },
);
