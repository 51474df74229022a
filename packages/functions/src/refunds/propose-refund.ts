import { errors as approvals, ProposalShown, proposalView } from "@cowry/core/approvals";
import { errors, proposeRefund, RefundRequest, refundRefusals, TopupParams, toRefundWish } from "@cowry/core/refunds";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/topups/{id}/refunds",
    summary: "Propose to send a top-up back to whoever paid it",
    description:
      "A colleague approves it; then the money leaves the wallet and the provider is asked. At most what the wallet " +
      "holds and what of the top-up has not gone back yet. Follow it at GET /admin/refunds/{transaction_id}.",
    caller: "staff",
    permission: "refunds.propose",
    idempotent: true,
    params: TopupParams,
    body: RefundRequest,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { amount: 150_000, reason: "Paid twice by mistake" },
      needs: "a top-up with this id that was credited",
    },
    returns: { 201: ProposalShown },
    refuses: [approvals.own_affair, errors.topup_not_found, ...refundRefusals],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  async ({ actor, params, body, key }) => {
    const proposed = await proposeRefund(actor, toRefundWish(params.id, body, key));
    return reply(201, proposalView(proposed.proposal), replayed(proposed.replayed));
  },
);
