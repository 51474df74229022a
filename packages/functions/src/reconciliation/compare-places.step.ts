import { keyRing, MINUTE } from "@cowry/core/kernel";
import { CompareInput, CompareOutput, compareStep } from "@cowry/core/reconciliation";
import { paystackLooks } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { step } from "@cowry/platform/step";

export const handler = step(
  {
    summary: "Compare a part of what was set out with our own movements, and write down what differs",
    input: CompareInput,
    output: CompareOutput,
    refuses: [],
    uses: { table: "write", paystack: true, secrets: ["PAYSTACK_KEYS"] },
    timeoutSeconds: 120,
  },
  ({ input }) => compareStep(input, paystackLooks({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") }), MINUTE),
);
