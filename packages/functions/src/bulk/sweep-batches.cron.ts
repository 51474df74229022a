import { sweepBatches } from "@cowry/core/bulk";
import { keyRing } from "@cowry/core/kernel";
import { paystack } from "@cowry/gateways/paystack";
import { batchesOf } from "@cowry/gateways/workflow";
import { bulkMachineArn, paystackUrl } from "@cowry/platform/config";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Look after batches of payouts that stay open",
    description: "Starts executions that were never started, pays rows that a dead one left, and ends what is paid.",
    schedule: "cron(27 * * * ? *)",
    refuses: [],
    uses: {
      table: "write",
      paystack: true,
      workflow: "start_batch",
      secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PAYSTACK_KEYS"],
    },
    timeoutSeconds: 300,
  },
  () => sweepBatches(batchesOf(bulkMachineArn()), paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") })),
);
