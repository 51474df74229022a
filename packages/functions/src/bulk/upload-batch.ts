import { errors as approvals } from "@cowry/core/approvals";
import { BatchShown, batchView, errors, readBatch, toUpload, uploadBatch, UploadRequest } from "@cowry/core/bulk";
import { keyRing } from "@cowry/core/kernel";
import { csvReader } from "@cowry/gateways/csv";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint, replayed, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/bulk-payouts",
    summary: "Upload a file of payouts, to be paid out of a merchant's wallet",
    description:
      "CSV whose first line names the columns: account_number, bank_code, amount (naira with two decimals), reference; " +
      "and if need be narration and account_name (the holder whom you expect). At most 500 rows and 100,000,000.00 NGN. " +
      "Every line is checked by itself and kept; those that cannot be paid are in `problems`, and are not. A colleague " +
      "approves the rest at /admin/approvals. The same file again is the same batch; a reference is paid once for each " +
      "wallet, whatever file it is in.",
    caller: "staff",
    permission: "bulk_payouts.propose",
    body: UploadRequest,
    example: {
      body: {
        payer_id: "0192d7a0-0000-7000-8000-000000000000",
        csv: "account_number,bank_code,amount,reference\n0123456789,057,1500.00,salary-11-001\n",
        reason: "Salaries of November",
      },
      needs: "a merchant with this id",
    },
    returns: { 201: BatchShown },
    refuses: [
      approvals.own_affair,
      errors.batch_ended,
      errors.batch_not_found,
      errors.file_has_nothing_to_pay,
      errors.file_not_readable,
      errors.file_too_large,
      errors.payer_not_merchant,
    ],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 25,
  },
  async ({ actor, body }) => {
    const banks = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    const uploaded = await uploadBatch(actor, toUpload(body), { reader: csvReader, banks });
    return reply(201, batchView(await readBatch(uploaded.batch.batchId)), replayed(uploaded.replayed));
  },
);
