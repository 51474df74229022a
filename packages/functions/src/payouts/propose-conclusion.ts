import { errors as approvals, ProposalShown, proposalView } from "@cowry/core/approvals";
import { keyRing } from "@cowry/core/kernel";
import { conclusionRefusals, ConclusionRequest, PayoutParams, proposeConclusion } from "@cowry/core/payouts";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/payouts/{id}/conclusions",
    summary: "Propose an end of a payout that it does not come to by itself",
    description:
      "A colleague approves it. `settle`: the bank has paid; `release`: it was provably not accepted; `reverse`: the money " +
      "came back after it was paid; `dismiss`: what was flagged has been dealt with. The provider is asked when it is " +
      "proposed and when it is carried out: against its plain word nothing is done.",
    caller: "staff",
    permission: "payouts.settle",
    idempotent: true,
    params: PayoutParams,
    body: ConclusionRequest,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { outcome: "release", reason: "The provider confirms in writing that it never had it" },
      needs: "an open payout with this id of which the provider has no trace",
    },
    returns: { 201: ProposalShown },
    refuses: [approvals.own_affair, ...conclusionRefusals],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 20,
  },
  async ({ actor, params, body: { outcome, reason }, key }) => {
    const provider = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    const order = { transactionId: params.id, wish: outcome, reason, key };
    const proposed = await proposeConclusion(actor, order, provider);
    return reply(201, proposalView(proposed.proposal), replayed(proposed.replayed));
  },
);
