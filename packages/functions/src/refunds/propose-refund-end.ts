import { errors as approvals, ProposalShown, proposalView } from "@cowry/core/approvals";
import { keyRing } from "@cowry/core/kernel";
import { savedAccount } from "@cowry/core/payouts";
import {
  proposeRefundEnd,
  RefundEndRequest,
  refundEndRefusals,
  RefundParams,
  toConclusionWish,
} from "@cowry/core/refunds";
import { paystackRefunds } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/refunds/{id}/conclusions",
    summary: "Propose an end of a refund that it does not come to by itself",
    description:
      "A colleague approves it. `settle`: whoever paid has it; `release`: nobody has, the customer gets it back; " +
      "`redirect`: it needs attention, and goes to a bank account that the customer has saved; `dismiss`: what was flagged " +
      "has been dealt with. The provider is asked both times: against its plain word nothing is done.",
    caller: "staff",
    permission: "refunds.propose",
    idempotent: true,
    params: RefundParams,
    body: RefundEndRequest,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { outcome: "release", reason: "The provider confirms in writing that it never had it" },
      needs: "a refund with this id that the provider has lost",
    },
    returns: { 201: ProposalShown },
    refuses: [approvals.own_affair, ...refundEndRefusals],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 20,
  },
  async ({ actor, params, body, key }) => {
    const provider = paystackRefunds({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    const means = { provider, accountOf: savedAccount };
    const proposed = await proposeRefundEnd(actor, toConclusionWish(params.id, body, key), means);
    return reply(201, proposalView(proposed.proposal), replayed(proposed.replayed));
  },
);
