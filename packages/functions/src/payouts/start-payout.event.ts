import { startPayout } from "@cowry/core/payouts";
import { executionsOf } from "@cowry/gateways/workflow";
import { payoutMachineArn } from "@cowry/platform/config";
import { event } from "@cowry/platform/event";

export const handler = event(
  {
    summary: "Start the execution of each payout that is ordered",
    description: "Named by the transaction's id: the same event twice starts one.",
    on: ["payouts.payout_requested"],
    refuses: [],
    uses: { workflow: "start" },
  },
  ({ event: { id } }) => startPayout(id, executionsOf(payoutMachineArn())),
);
