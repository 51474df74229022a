import { parseTime } from "@cowry/core/kernel";
import { errors, loadStatement, StatementQuery, StatementShown, statementView } from "@cowry/core/statements";
import { errors as wallet } from "@cowry/core/wallet";
import { statementFile, STATEMENT_TYPES } from "@cowry/gateways/documents";
import { endpoint, file, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/statement",
    summary: "The caller's statement between two times, as JSON, CSV or PDF",
    description:
      "`from` is included, `to` is not (now where it is missing). At most 366 days and 5,000 lines: more is refused, " +
      "whole statements only.",
    caller: "customer",
    query: StatementQuery,
    example: { query: { from: "2026-11-01T00:00:00Z", to: "2026-12-01T00:00:00Z", format: "json" }, needs: "a caller" },
    returns: { 200: StatementShown },
    files: STATEMENT_TYPES,
    refuses: [errors.statement_too_long, wallet.wallet_not_found],
    uses: { table: "read", secrets: ["FIELD_KEYS"] },
    timeoutSeconds: 25,
    memoryMb: 1769,
  },
  async ({ actor, query }) => {
    const { currency, format } = query;
    const time = (text: string | undefined) => (text === undefined ? undefined : parseTime(text));
    const statement = await loadStatement(actor, { currency, fromMs: time(query.from) ?? 0, toMs: time(query.to) });
    return format === "json" ? reply(200, statementView(statement)) : file(...(await statementFile(statement, format)));
  },
);
