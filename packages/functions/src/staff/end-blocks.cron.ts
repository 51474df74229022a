import { endDueBlocks } from "@cowry/core/staff";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Let in again whose block has ended",
    schedule: "rate(5 minutes)",
    refuses: [],
    uses: { table: "write", secrets: ["FIELD_KEYS", "LOOKUP_KEYS"] },
    timeoutSeconds: 120,
  },
  async () => {
    await endDueBlocks();
  },
);
