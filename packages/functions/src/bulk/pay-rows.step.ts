import { PayInput, PayOutput, payRows } from "@cowry/core/bulk";
import { keyRing } from "@cowry/core/kernel";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { step } from "@cowry/platform/step";

export const handler = step(
  {
    summary: "Order the payouts of some rows of a batch, each by itself",
    input: PayInput,
    output: PayOutput,
    refuses: [],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 120,
  },
  async ({ input: { batchId, from, to, at } }) => {
    const register = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    return { batchId, from, to, ...(await payRows(batchId, { from, to, at }, register)) };
  },
);
