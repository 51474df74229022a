import { ConcludeInput, concludePayout, StepTaken, takenStep } from "@cowry/core/payouts";
import { step } from "@cowry/platform/step";

export const handler = step(
  {
    summary: "Settle a payout, or give its money back",
    input: ConcludeInput,
    output: StepTaken,
    refuses: [],
    uses: { table: "write" },
    timeoutSeconds: 20,
  },
  async ({ input: { transactionId, outcome, said } }) =>
    takenStep(transactionId, await concludePayout(transactionId, outcome, said)),
);
