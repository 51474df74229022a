import { sweepHolds } from "@cowry/core/holds";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Give payers back what is left of holds that have expired",
    description: "An expired hold cannot be captured anyway; this is when its money can be spent again.",
    schedule: "cron(4/10 * * * ? *)",
    refuses: [],
    uses: { table: "write" },
    timeoutSeconds: 120,
  },
  () => sweepHolds(),
);
