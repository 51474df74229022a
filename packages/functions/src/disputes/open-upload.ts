import { DisputeParams, errors, openUpload, UploadRequest, UploadShown } from "@cowry/core/disputes";
import { keyRing } from "@cowry/core/kernel";
import { paystackDisputes } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/disputes/{id}/upload-address",
    summary: "Where a file of evidence is put",
    description: "The provider's own address: the file never comes through here.",
    caller: "staff",
    permission: "disputes.decide",
    params: DisputeParams,
    body: UploadRequest,
    example: { params: { id: "2867" }, body: { file_name: "receipt.pdf" }, needs: "an open dispute with this id" },
    returns: { 200: UploadShown },
    refuses: [errors.dispute_answer_refused, errors.dispute_not_found, errors.dispute_not_open],
    uses: { table: "read", paystack: true, secrets: ["PAYSTACK_KEYS"] },
    timeoutSeconds: 20,
  },
  async ({ params, body }) => {
    const provider = paystackDisputes({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    const { url, fileName } = await openUpload(params.id, body.file_name, provider);
    return { url, file_name: fileName };
  },
);
