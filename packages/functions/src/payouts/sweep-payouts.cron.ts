import { keyRing } from "@cowry/core/kernel";
import { sweepPayouts } from "@cowry/core/payouts";
import { paystack } from "@cowry/gateways/paystack";
import { executionsOf } from "@cowry/gateways/workflow";
import { payoutMachineArn, paystackUrl } from "@cowry/platform/config";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Look after payouts that stay open",
    description: "Starts executions that were never started, and takes the steps that a dead one does not take.",
    schedule: "cron(17 * * * ? *)",
    refuses: [],
    uses: { table: "write", paystack: true, workflow: "start", secrets: ["PAYSTACK_KEYS"] },
    timeoutSeconds: 300,
  },
  () => {
    const provider = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    return sweepPayouts(executionsOf(payoutMachineArn()), provider);
  },
);
