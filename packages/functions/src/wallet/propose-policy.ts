import { errors as approvals, ProposalShown, proposalView } from "@cowry/core/approvals";
import { PolicyRequest, proposePolicy } from "@cowry/core/wallet";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/policy/proposals",
    summary: "Propose a rule's new form",
    description:
      "A colleague approves it; a minute later it is in force. Amounts are digits in minor units. `value: null` takes the " +
      "rule back to the code's. Keys: `BTC` (assets, review), `transfer:NGN` (fees), `basic:NGN` (limits).",
    caller: "staff",
    permission: "policy.propose",
    idempotent: true,
    body: PolicyRequest,
    example: {
      body: {
        policy: "fees",
        key: "transfer:NGN",
        value: { basis_points: 50, cap: "10000", bearer: "payer" },
        reason: "Agreed in the board's meeting of May",
      },
      needs: "staff who propose policy",
    },
    returns: { 201: ProposalShown },
    refuses: [approvals.own_affair],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  async ({ actor, body, key }) => {
    const proposed = await proposePolicy(actor, body, key);
    return reply(201, proposalView(proposed.proposal), replayed(proposed.replayed));
  },
);
