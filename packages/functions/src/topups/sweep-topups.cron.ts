import { keyRing } from "@cowry/core/kernel";
import { sweepCards, sweepTopups } from "@cowry/core/topups";
import { paystack, paystackAccounts } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Ask for top-ups that stay open, end those that nobody paid, and go on with removals of cards",
    description: "Failed and abandoned charges raise no event, and events get lost.",
    schedule: "cron(47 * * * ? *)",
    refuses: [],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 300,
  },
  async ({ scheduledAtMs }) => {
    const options = { baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") };
    await sweepTopups(paystack(options), scheduledAtMs);
    await sweepCards(paystackAccounts(options));
  },
);
