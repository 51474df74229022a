import { sweepQueues } from "@cowry/core/wallet";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Drain what the events left in the queues of hot wallets, and end a queue where it has become calm",
    schedule: "cron(7/10 * * * ? *)",
    refuses: [],
    uses: { table: "write" },
    timeoutSeconds: 120,
  },
  () => sweepQueues(),
);
