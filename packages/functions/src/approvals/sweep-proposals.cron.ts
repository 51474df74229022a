import { sweepProposals } from "@cowry/core/approvals";
import { cron } from "@cowry/platform/cron";
import { KINDS } from "./kinds/all.ts";

export const handler = cron(
  {
    summary: "Note which proposals have expired, and go on with what was approved and is not done",
    schedule: "cron(41 * * * ? *)",
    refuses: [],
    uses: { table: "write" },
    timeoutSeconds: 300,
  },
  () => sweepProposals(KINDS),
);
