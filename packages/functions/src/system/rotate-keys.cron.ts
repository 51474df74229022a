import { auditKinds } from "@cowry/core/audit";
import { signInKinds } from "@cowry/core/auth";
import { bulkSealedKinds } from "@cowry/core/bulk";
import { clientKinds } from "@cowry/core/developers";
import { factorKinds } from "@cowry/core/mfa";
import { beneficiaryKinds } from "@cowry/core/payouts";
import { rotateKeys } from "@cowry/core/rotation";
import { topupKinds } from "@cowry/core/topups";
import { userKinds } from "@cowry/core/users";
import { walletKinds } from "@cowry/core/wallet";
import { webhookKinds } from "@cowry/core/webhooks";
import { cron } from "@cowry/platform/cron";

/** Leaves time to write down where it was. */
const TIMEOUT_SECONDS = 600;
const BUDGET_MS = (TIMEOUT_SECONDS - 120) * 1_000;

const KINDS = [
  ...auditKinds,
  ...beneficiaryKinds,
  ...bulkSealedKinds,
  ...clientKinds,
  ...factorKinds,
  ...signInKinds,
  ...topupKinds,
  ...userKinds,
  ...walletKinds,
  ...webhookKinds,
];

export const handler = cron(
  {
    summary: "Brings what stands under an old key under the current one, and counts what stands under which",
    description: "After a change of the rings goes through the table, call by call; otherwise finds nothing to do.",
    schedule: "cron(53 * * * ? *)",
    refuses: [],
    uses: { table: "audit", secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PIN_PEPPERS"] },
    timeoutSeconds: TIMEOUT_SECONDS,
    memoryMb: 1024,
  },
  async () => {
    await rotateKeys(KINDS, BUDGET_MS);
  },
);
