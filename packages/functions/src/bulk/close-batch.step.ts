import { BatchInput, BatchOutput, closeBatch } from "@cowry/core/bulk";
import { step } from "@cowry/platform/step";

export const handler = step(
  {
    summary: "End a batch of payouts none of whose rows waits any more",
    input: BatchInput,
    output: BatchOutput,
    refuses: [],
    uses: { table: "write" },
    timeoutSeconds: 30,
  },
  async ({ input: { batchId } }) => ({ batchId, outcome: await closeBatch(batchId) }),
);
