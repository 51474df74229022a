import { sweepProposals } from "@cowry/core/approvals";
import { correctionKinds } from "@cowry/core/corrections";
import { policyKinds } from "@cowry/core/wallet";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Note which proposals have expired, and go on with what was approved and is not done",
    schedule: "cron(41 * * * ? *)",
    refuses: [],
    uses: { table: "write" },
    timeoutSeconds: 300,
  },
  () => sweepProposals({ ...correctionKinds, ...policyKinds }),
);
