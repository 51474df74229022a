import { sweepProposals } from "@cowry/core/approvals";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Note which proposals have expired, and go on with what was approved and is not done",
    schedule: "cron(41 * * * ? *)",
    refuses: [],
    uses: { table: "write" },
    timeoutSeconds: 300,
  },
  // Every kind that there is is carried out at once.
  () => sweepProposals({}),
);
