import { keyRing } from "@cowry/core/kernel";
import { sweepRefunds } from "@cowry/core/refunds";
import { paystackRefunds } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Look after refunds that are not over",
    description: "Asks for those of which no event tells, and sends those that were never sent.",
    schedule: "cron(23 * * * ? *)",
    refuses: [],
    uses: { table: "write", paystack: true, secrets: ["PAYSTACK_KEYS"] },
    timeoutSeconds: 300,
  },
  () => sweepRefunds(paystackRefunds({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") })),
);
