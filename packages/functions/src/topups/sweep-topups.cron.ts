import { keyRing } from "@cowry/core/kernel";
import { sweepTopups } from "@cowry/core/topups";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Ask for top-ups that stay open, and end those that nobody paid",
    description: "Failed and abandoned charges raise no event, and events get lost.",
    schedule: "cron(47 * * * ? *)",
    refuses: [],
    uses: { table: "write", paystack: true, secrets: ["PAYSTACK_KEYS"] },
    timeoutSeconds: 300,
  },
  ({ scheduledAtMs }) =>
    sweepTopups(paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") }), scheduledAtMs),
);
