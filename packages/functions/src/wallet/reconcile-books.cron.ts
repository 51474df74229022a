import { DAY, HOUR, MINUTE } from "@cowry/core/kernel";
import { homeDay, reconcileLedger } from "@cowry/core/wallet";
import { cron } from "@cowry/platform/cron";

/** Leaves time to write down where it was. */
const TIMEOUT_SECONDS = 600;
const BUDGET_MS = (TIMEOUT_SECONDS - 60) * 1_000;
/** Time of day in UTC. */
const LAST_CALL = 5 * HOUR + 45 * MINUTE;

export const handler = cron(
  {
    summary: "Recomputes the ledger from the table and lists what differs",
    description:
      "Starts at 02:00 in Lagos; each later call goes on where the one before stopped, or finds nothing left to do.",
    // 02:00 to 06:45 in Africa/Lagos (UTC+1), every quarter of an hour.
    schedule: "cron(0/15 1-5 * * ? *)",
    refuses: [],
    uses: { table: "audit" },
    timeoutSeconds: TIMEOUT_SECONDS,
    memoryMb: 1024,
  },
  async ({ scheduledAtMs }) => {
    await reconcileLedger(homeDay(scheduledAtMs), BUDGET_MS, { isLastCall: scheduledAtMs % DAY >= LAST_CALL });
  },
);
