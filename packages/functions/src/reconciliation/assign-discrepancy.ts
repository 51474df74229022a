import {
  assignDiscrepancy,
  AssignRequest,
  DiscrepancyParams,
  DiscrepancyShown,
  discrepancyView,
  errors,
} from "@cowry/core/reconciliation";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/discrepancies/{provider}/{day}/{id}/assign",
    summary: "Give a discrepancy to somebody who deals with it",
    caller: "staff",
    permission: "reconciliation.run",
    params: DiscrepancyParams,
    body: AssignRequest,
    example: {
      params: { provider: "paystack", day: "2026-11-20", id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { owner: "0192d7a0-0000-7000-8000-000000000000" },
      needs: "an open discrepancy, and staff who may read reconciliations",
    },
    returns: { 200: DiscrepancyShown },
    refuses: [errors.discrepancy_not_found, errors.discrepancy_closed, errors.owner_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  async ({ actor, params: { id, ...of }, body }) =>
    discrepancyView(await assignDiscrepancy(actor, { ...of, discrepancyId: id }, body.owner)),
);
