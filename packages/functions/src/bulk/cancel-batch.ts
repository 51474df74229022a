import { BatchParams, BatchShown, batchView, cancelBatch, CancelRequest, errors, readBatch } from "@cowry/core/bulk";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/bulk-payouts/{id}/cancel",
    summary: "Stop a batch: rows that wait are never paid",
    description:
      "One of the staff is enough to stop. What has been ordered goes on, as any payout. Repeating it changes nothing.",
    caller: "staff",
    permission: "bulk_payouts.propose",
    params: BatchParams,
    body: CancelRequest,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { reason: "The wrong month's file" },
      needs: "a batch with this id that has not ended",
    },
    returns: { 200: BatchShown },
    refuses: [errors.batch_ended, errors.batch_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  async ({ actor, params, body }) => {
    const { batchId } = await cancelBatch(actor, params.id, body.reason);
    return batchView(await readBatch(batchId));
  },
);
