import { sweepReviews } from "@cowry/core/wallet";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Gives payers back the money of held transfers on which nobody decided",
    description: "Three days after the order; until then it waits for compliance.",
    schedule: "cron(9/15 * * * ? *)",
    refuses: [],
    uses: { table: "write" },
    timeoutSeconds: 120,
  },
  () => sweepReviews(),
);
