import { BatchParams, BatchShown, batchView, errors, readBatch } from "@cowry/core/bulk";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/bulk-payouts/{id}",
    summary: "A batch of payouts: how many of its rows stand how",
    caller: "staff",
    permission: "payouts.read",
    params: BatchParams,
    example: { params: { id: "0192d7a0-0000-8000-8000-000000000000" }, needs: "a batch with this id" },
    returns: { 200: BatchShown },
    refuses: [errors.batch_not_found],
    uses: { table: "read" },
  },
  async ({ params }) => batchView(await readBatch(params.id)),
);
