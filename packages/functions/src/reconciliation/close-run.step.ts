import { CloseInput, closeStep, RunEnded } from "@cowry/core/reconciliation";
import { step } from "@cowry/platform/step";

export const handler = step(
  {
    summary: "Write down the result of a reconciliation, and ring where something differs",
    input: CloseInput,
    output: RunEnded,
    refuses: [],
    uses: { table: "write" },
    timeoutSeconds: 120,
  },
  ({ input }) => closeStep(input),
);
