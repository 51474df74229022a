import { errors as approvals, ProposalShown, proposalView } from "@cowry/core/approvals";
import { AdjustmentRequest, errors, proposeAdjustment, toAdjustment } from "@cowry/core/corrections";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/adjustments",
    summary: "Propose to credit or debit a wallet against an account of our own",
    description: "A colleague approves it. Money that waits in suspense, or is owed to us, is booked the same way.",
    caller: "staff",
    permission: "corrections.propose",
    idempotent: true,
    body: AdjustmentRequest,
    example: {
      body: {
        user_id: "0192d7a0-0000-7000-8000-000000000000",
        direction: "credit",
        amount: 50_000,
        currency: "NGN",
        reason: "Goodwill after the outage of Monday",
        note: "With our apologies",
      },
      needs: "somebody with this id who holds a wallet in this currency",
    },
    returns: { 201: ProposalShown },
    refuses: [approvals.own_affair, errors.wallet_not_adjustable],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  async ({ actor, body, key }) => {
    const proposed = await proposeAdjustment(actor, toAdjustment(body, key));
    return reply(201, proposalView(proposed.proposal), replayed(proposed.replayed));
  },
);
