import { approve, DecisionRequest, errors, ProposalParams, ProposalShown, proposalView } from "@cowry/core/approvals";
import { bulkKinds, bulkRefusals } from "@cowry/core/bulk";
import { correctionKinds, correctionRefusals } from "@cowry/core/corrections";
import { keyRing } from "@cowry/core/kernel";
import { conclusionRefusals, payoutKinds, savedAccount } from "@cowry/core/payouts";
import { refundEndKinds, refundEndRefusals, refundKinds, refundRefusals } from "@cowry/core/refunds";
import { policyKinds } from "@cowry/core/wallet";
import { paystack, paystackRefunds } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/approvals/{id}/approve",
    summary: "Approve a colleague's proposal and carry it out",
    description: "Once, however often it is sent. When it cannot be carried out, the proposal waits on as it is.",
    caller: "staff",
    permission: "approvals.decide",
    params: ProposalParams,
    body: DecisionRequest,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { reason: "Checked against the bank's letter" },
      needs: "a proposal with this id that waits and that somebody else made",
    },
    returns: { 200: ProposalShown },
    refuses: [
      errors.own_affair,
      errors.own_proposal,
      errors.proposal_closed,
      errors.proposal_expired,
      errors.proposal_not_found,
      ...bulkRefusals,
      ...conclusionRefusals,
      ...correctionRefusals,
      ...refundEndRefusals,
      ...refundRefusals,
    ],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 25,
  },
  async ({ actor, params, body }) => {
    const options = { baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") };
    const ends = refundEndKinds({ provider: paystackRefunds(options), accountOf: savedAccount });
    const staffs = { ...bulkKinds, ...correctionKinds, ...policyKinds, ...refundKinds };
    const kinds = { ...payoutKinds(paystack(options)), ...staffs, ...ends };
    return proposalView(await approve(actor, params.id, body.reason, kinds));
  },
);
