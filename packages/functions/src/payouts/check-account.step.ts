import { keyRing } from "@cowry/core/kernel";
import { checkAccount, StepTaken, takenStep, TransactionInput } from "@cowry/core/payouts";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { step } from "@cowry/platform/step";

export const handler = step(
  {
    summary: "Have the bank name an account's holder once more before it is paid",
    input: TransactionInput,
    output: StepTaken,
    refuses: [],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 30,
  },
  async ({ input: { transactionId } }) => {
    const provider = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    return takenStep(transactionId, await checkAccount(transactionId, provider));
  },
);
