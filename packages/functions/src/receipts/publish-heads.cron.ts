import { publishHeads } from "@cowry/core/receipts";
import { homeDay } from "@cowry/core/wallet";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Publishes where the wallets' chains stand, under one root for the day",
    description: "At 00:20 in Lagos. A run that dies has published nothing and is made again two hours later.",
    // 23:20 and 01:20 UTC; Africa/Lagos is UTC+1.
    schedule: "cron(20 1,23 * * ? *)",
    refuses: [],
    uses: { table: "audit" },
    timeoutSeconds: 600,
    memoryMb: 1024,
  },
  async ({ scheduledAtMs }) => {
    await publishHeads(homeDay(scheduledAtMs));
  },
);
