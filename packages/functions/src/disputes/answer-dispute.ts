import { errors as approvals } from "@cowry/core/approvals";
import {
  answerDispute,
  AnswerRequest,
  DisputeParams,
  DisputeShown,
  disputeView,
  errors,
  toAnswer,
} from "@cowry/core/disputes";
import { keyRing } from "@cowry/core/kernel";
import { paystackDisputes } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/disputes/{id}/resolve",
    summary: "Accept a dispute, or decline it with evidence",
    description:
      "The last word to the provider. `answering`: whether it was heard is not known yet, and is asked. Accepted, the " +
      "money comes out of what was kept of the wallet, then out of the wallet, and what is missing is owed to us.",
    caller: "staff",
    permission: "disputes.decide",
    params: DisputeParams,
    body: AnswerRequest,
    example: {
      params: { id: "2867" },
      body: { resolution: "accept", message: "The customer was charged twice" },
      needs: "an open dispute with this id",
    },
    returns: { 200: DisputeShown },
    refuses: [approvals.own_affair, errors.dispute_answer_refused, errors.dispute_not_found, errors.dispute_not_open],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 25,
  },
  async ({ actor, params, body }) => {
    const provider = paystackDisputes({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    return disputeView(await answerDispute(actor, params.id, toAnswer(body), provider));
  },
);
