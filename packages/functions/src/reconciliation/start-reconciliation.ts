import { errors, RunRequest, RunShown, runView, startRun } from "@cowry/core/reconciliation";
import { reconciliationsOf } from "@cowry/gateways/workflow";
import { reconciliationMachineArn } from "@cowry/platform/config";
import { endpoint, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/reconciliations",
    summary: "Reconcile a day with the provider, again if need be",
    description:
      "Answers at once; the run goes on by itself. A day that is being reconciled at the moment is not begun once more. " +
      "What an earlier run found and this one does not is closed as gone.",
    caller: "staff",
    permission: "reconciliation.run",
    body: RunRequest,
    example: { body: { provider: "paystack", day: "2026-11-20" }, needs: "a day that is over" },
    returns: { 202: RunShown },
    refuses: [errors.day_not_over],
    uses: { table: "write", workflow: "start_reconciliation", secrets: ["FIELD_KEYS"] },
  },
  async ({ actor, body }) =>
    reply(202, runView(await startRun(actor, body, reconciliationsOf(reconciliationMachineArn())))),
);
