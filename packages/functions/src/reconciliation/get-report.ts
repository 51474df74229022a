import { errors, loadReport, Report, ReportQuery, reportView, RunParams } from "@cowry/core/reconciliation";
import { REPORT_TYPES, reportFile } from "@cowry/gateways/reports";
import { endpoint, file, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/reconciliations/{provider}/{day}/report",
    summary: "The report of a reconciled day as JSON, CSV or a page",
    description: "At most 2,000 discrepancies; `is_cut` says when there are more, which the list of the day has.",
    caller: "staff",
    permission: "reconciliation.read",
    params: RunParams,
    query: ReportQuery,
    example: {
      params: { provider: "paystack", day: "2026-11-20" },
      query: { format: "json" },
      needs: "a day that was reconciled",
    },
    returns: { 200: Report },
    files: REPORT_TYPES,
    refuses: [errors.reconciliation_not_found],
    uses: { table: "read" },
    timeoutSeconds: 25,
  },
  async ({ params, query: { format } }) => {
    const report = await loadReport(params.provider, params.day);
    return format === "json" ? reply(200, reportView(report)) : file(...reportFile(report, format));
  },
);
