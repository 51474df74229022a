import { drainQueue } from "@cowry/core/wallet";
import { event } from "@cowry/platform/event";

export const handler = event(
  {
    summary: "Fold the queued credits of a hot wallet into its chain",
    description: "All that wait, oldest first: whoever comes later finds nothing left to do.",
    on: ["wallet.credit_queued"],
    refuses: [],
    uses: { table: "write" },
    timeoutSeconds: 30,
  },
  async ({ event: { data } }) => {
    await drainQueue(String(data["userId"]), String(data["currency"]));
  },
);
