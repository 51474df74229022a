import {
  DiscrepancyParams,
  DiscrepancyShown,
  discrepancyView,
  errors,
  resolveDiscrepancy,
  ResolveRequest,
} from "@cowry/core/reconciliation";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/discrepancies/{provider}/{day}/{id}/resolve",
    summary: "Say what a discrepancy was, and close it",
    description: "Moves no money: what has to be put right is a correction of its own. Repeating it changes nothing.",
    caller: "staff",
    permission: "reconciliation.run",
    params: DiscrepancyParams,
    body: ResolveRequest,
    example: {
      params: { provider: "paystack", day: "2026-11-20", id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { resolution: "timing", note: "Booked on the next morning" },
      needs: "an open discrepancy",
    },
    returns: { 200: DiscrepancyShown },
    refuses: [errors.discrepancy_not_found, errors.discrepancy_closed],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  async ({ actor, params: { id, ...of }, body }) =>
    discrepancyView(await resolveDiscrepancy(actor, { ...of, discrepancyId: id }, body)),
);
