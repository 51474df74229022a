import { keyRing, MINUTE } from "@cowry/core/kernel";
import { ReadInput, ReadOutput, readStep } from "@cowry/core/reconciliation";
import { paystackRecords } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { step } from "@cowry/platform/step";

export const handler = step(
  {
    summary: "Read some pages of the provider's books, and set them out for the comparison",
    input: ReadInput,
    output: ReadOutput,
    refuses: [],
    uses: { table: "batch", paystack: true, secrets: ["PAYSTACK_KEYS"] },
    timeoutSeconds: 120,
  },
  ({ input }) => readStep(input, paystackRecords({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") }), MINUTE),
);
