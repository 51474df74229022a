import { startPayout } from "@cowry/core/payouts";
import { executionsOf } from "@cowry/gateways/workflow";
import { payoutMachineArn } from "@cowry/platform/config";
import { consumer } from "@cowry/platform/consumer";

export const handler = consumer(
  {
    summary: "Start the execution of each payout that is ordered",
    description: "Named by the transaction's id: the same record twice starts one.",
    filter: { eventName: ["INSERT"], dynamodb: { NewImage: { t: { S: ["journal"] }, k: { S: ["payout"] } } } },
    batchSize: 10,
    refuses: [],
    uses: { workflow: "start" },
  },
  ({ record }) => startPayout(record.newImage, executionsOf(payoutMachineArn())),
);
