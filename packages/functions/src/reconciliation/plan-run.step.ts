import { planRun, RunInput, RunPlan } from "@cowry/core/reconciliation";
import { step } from "@cowry/platform/step";

export const handler = step(
  {
    summary: "Divide a reconciliation into parts that go on beside one another",
    input: RunInput,
    output: RunPlan,
    refuses: [],
    uses: {},
  },
  ({ input }) => planRun(input),
);
