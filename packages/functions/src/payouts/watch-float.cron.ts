import { keyRing } from "@cowry/core/kernel";
import { watchFloat } from "@cowry/core/payouts";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { cron } from "@cowry/platform/cron";
import { putMetrics } from "@cowry/platform/metrics";

export const handler = cron(
  {
    summary: "Compare what the provider holds with what we owe",
    description: "Draws the float on the dashboard; a difference that stays rings an alarm.",
    schedule: "rate(5 minutes)",
    refuses: [],
    uses: { table: "read", paystack: true, secrets: ["PAYSTACK_KEYS"] },
    timeoutSeconds: 120,
  },
  async () => {
    const float = await watchFloat(paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") }));
    putMetrics({ ...float });
  },
);
