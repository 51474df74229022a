import { keyRing } from "@cowry/core/kernel";
import { sendRefund } from "@cowry/core/refunds";
import { paystackRefunds } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { event } from "@cowry/platform/event";
import { log } from "@cowry/platform/logger";

export const handler = event(
  {
    summary: "Ask the provider for each refund whose money is set aside",
    description: "Once: the order is written down before it is given. What it misses the sweep takes up.",
    on: ["refunds.refund_reserved"],
    refuses: [],
    uses: { table: "write", paystack: true, secrets: ["PAYSTACK_KEYS"] },
    timeoutSeconds: 30,
  },
  async ({ event: { id } }) => {
    const provider = paystackRefunds({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    log("info", "refund", { code: await sendRefund(id, provider) });
  },
);
