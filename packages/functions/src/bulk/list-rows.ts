import { BatchParams, errors, readReport, readRows, reportCells, RowShown, RowsQuery, rowView } from "@cowry/core/bulk";
import { pageOf } from "@cowry/core/kernel";
import { batchReport, REPORT_TYPE } from "@cowry/gateways/csv";
import { endpoint, file, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/bulk-payouts/{id}/rows",
    summary: "The rows of a batch, in the order of the file, and what became of each",
    description: "`format=csv` is the report of the whole batch: every line of the file.",
    caller: "staff",
    permission: "payouts.read",
    params: BatchParams,
    query: RowsQuery,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      query: { limit: "100" },
      needs: "a batch with this id",
    },
    returns: { 200: pageOf(RowShown) },
    files: [REPORT_TYPE],
    refuses: [errors.batch_not_found],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
    timeoutSeconds: 25,
  },
  async ({ params: { id }, query }) => {
    const report = async () => batchReport((await readReport(id)).rows.map(reportCells));
    const page = async () => {
      const { items, nextCursor } = await readRows(id, query);
      return { items: items.map(rowView), next_cursor: nextCursor };
    };
    return query.format === "csv"
      ? file(REPORT_TYPE, `bulk-payouts-${id}.csv`, await report())
      : reply(200, await page());
  },
);
