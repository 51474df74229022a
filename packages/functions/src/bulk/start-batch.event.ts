import { startBatch } from "@cowry/core/bulk";
import { batchesOf } from "@cowry/gateways/workflow";
import { bulkMachineArn } from "@cowry/platform/config";
import { event } from "@cowry/platform/event";

export const handler = event(
  {
    summary: "Start the execution of each batch of payouts that is approved",
    description: "Named by the batch's id: the same event twice starts one.",
    on: ["bulk.batch_approved"],
    refuses: [],
    uses: { table: "read", workflow: "start_batch" },
  },
  ({ event: { id } }) => startBatch(id, batchesOf(bulkMachineArn())),
);
