import { keyRing } from "@cowry/core/kernel";
import { pollPayout, StepTaken, takenStep, TransactionInput } from "@cowry/core/payouts";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { step } from "@cowry/platform/step";

export const handler = step(
  {
    summary: "Ask the provider what became of a payout",
    input: TransactionInput,
    output: StepTaken,
    refuses: [],
    uses: { table: "write", paystack: true, secrets: ["PAYSTACK_KEYS"] },
    timeoutSeconds: 30,
  },
  async ({ input: { transactionId } }) => {
    const provider = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    return takenStep(transactionId, await pollPayout(transactionId, provider));
  },
);
