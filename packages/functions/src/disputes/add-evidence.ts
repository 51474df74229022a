import { errors as approvals } from "@cowry/core/approvals";
import {
  addEvidence,
  DisputeParams,
  DisputeShown,
  disputeView,
  errors,
  EvidenceRequest,
  toEvidence,
} from "@cowry/core/disputes";
import { keyRing } from "@cowry/core/kernel";
import { paystackDisputes } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/disputes/{id}/evidence",
    summary: "Tell the provider what was delivered, and to whom",
    description: "Said again it replaces what was said. A file goes to the upload address.",
    caller: "staff",
    permission: "disputes.decide",
    params: DisputeParams,
    body: EvidenceRequest,
    example: {
      params: { id: "2867" },
      body: {
        customer_name: "Amina Bello",
        customer_email: "amina@example.com",
        customer_phone: "+2348031234567",
        service_details: "The wallet was credited with the whole amount on the day of the charge",
      },
      needs: "an open dispute with this id",
    },
    returns: { 200: DisputeShown },
    refuses: [approvals.own_affair, errors.dispute_answer_refused, errors.dispute_not_found, errors.dispute_not_open],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 20,
  },
  async ({ actor, params, body }) => {
    const provider = paystackDisputes({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    return disputeView(await addEvidence(actor, params.id, toEvidence(body), provider));
  },
);
