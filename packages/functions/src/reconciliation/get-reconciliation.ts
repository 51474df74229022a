import { errors, readRun, RunParams, RunShown, runView } from "@cowry/core/reconciliation";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/reconciliations/{provider}/{day}",
    summary: "How the reconciliation of a day stands, and what it counted",
    caller: "staff",
    permission: "reconciliation.read",
    params: RunParams,
    example: { params: { provider: "paystack", day: "2026-11-20" }, needs: "a day that was reconciled" },
    returns: { 200: RunShown },
    refuses: [errors.reconciliation_not_found],
    uses: { table: "read" },
  },
  async ({ params }) => runView(await readRun(params.provider, params.day)),
);
