import { keyRing } from "@cowry/core/kernel";
import { sweepClosings, sweepIdentifications, sweepReceived } from "@cowry/core/topups";
import { paystack, paystackAccounts } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Look after account numbers of people's own",
    description:
      "Books money of which no event told, has the bank asked about the numbers that were looked into longest ago, asks " +
      "for identifications that are not decided, and closes the numbers of closed wallets.",
    schedule: "cron(53 * * * ? *)",
    refuses: [],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 300,
  },
  async ({ scheduledAtMs }) => {
    const options = { baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") };
    const source = { ...paystack(options), ...paystackAccounts(options) };
    await sweepReceived(source);
    await sweepIdentifications(source, scheduledAtMs);
    await sweepClosings(source);
  },
);
