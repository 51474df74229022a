import { awaitConfirmation, AwaitInput, TokenKept } from "@cowry/core/payouts";
import { waker } from "@cowry/gateways/workflow";
import { step } from "@cowry/platform/step";

export const handler = step(
  {
    summary: "Keep the token by which a webhook wakes the execution of a payout",
    input: AwaitInput,
    output: TokenKept,
    refuses: [],
    uses: { table: "write", workflow: "answer" },
  },
  async ({ input: { transactionId, taskToken } }) => {
    await awaitConfirmation(transactionId, taskToken, waker);
    return { kept: true };
  },
);
