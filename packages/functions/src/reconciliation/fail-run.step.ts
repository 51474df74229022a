import { failStep, RunEnded, RunInput } from "@cowry/core/reconciliation";
import { step } from "@cowry/platform/step";

export const handler = step(
  {
    summary: "Write down that a reconciliation could not go on, and ring",
    input: RunInput,
    output: RunEnded,
    refuses: [],
    uses: { table: "write" },
  },
  ({ input }) => failStep(input),
);
