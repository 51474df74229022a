import { startNightly } from "@cowry/core/reconciliation";
import { reconciliationsOf } from "@cowry/gateways/workflow";
import { reconciliationMachineArn } from "@cowry/platform/config";
import { cron } from "@cowry/platform/cron";

export const handler = cron(
  {
    summary: "Reconcile yesterday with the provider, and the days before it that have no result",
    description: "At 04:30 in Lagos, when the provider's own day is over, too.",
    schedule: "cron(30 3 * * ? *)",
    refuses: [],
    uses: { table: "write", workflow: "start_reconciliation" },
    timeoutSeconds: 60,
  },
  ({ actor, scheduledAtMs }) => startNightly(actor, reconciliationsOf(reconciliationMachineArn()), scheduledAtMs),
);
