import { isoTime, parseTime } from "@cowry/core/kernel/clock";
import type { BalanceOutcome, LedgerOutcome, LedgerQuery, LedgerRow } from "./outcomes.ts";
import { badAnswer } from "./reading.ts";
import { BalanceData, LedgerData, PageMeta } from "./shapes.ts";
import type { Wire } from "./wire.ts";

/** What Paystack holds for us, and how it came to that. A row that cannot be read spoils the whole: books have no gaps. */

export async function balance(wire: Wire): Promise<BalanceOutcome> {
  const reply = await wire.ask("/balance");
  if (reply.outcome === "unknown") return reply;
  const balances = BalanceData.safeParse(reply.outcome === "yes" ? reply.data : undefined);
  return balances.success ? { outcome: "known", balances: balances.data } : badAnswer;
}

export async function balanceLedger(wire: Wire, query: LedgerQuery): Promise<LedgerOutcome> {
  const reply = await wire.ask("/balance/ledger", {
    page: String(query.page ?? 1),
    perPage: String(query.perPage ?? 100),
    ...(query.fromMs === undefined ? {} : { from: isoTime(query.fromMs) }),
    ...(query.toMs === undefined ? {} : { to: isoTime(query.toMs) }),
  });
  if (reply.outcome === "unknown") return reply;
  if (reply.outcome === "no") return badAnswer;
  const data = LedgerData.safeParse(reply.data);
  const meta = PageMeta.safeParse(reply.meta);
  if (!data.success || !meta.success) return badAnswer;
  const rows: LedgerRow[] = [];
  for (const row of data.data) {
    const atMs = parseTime(row.createdAt);
    if (atMs === undefined) return badAnswer;
    rows.push({
      id: row.id,
      balanceAfter: row.balance,
      difference: row.difference,
      currency: row.currency,
      domain: row.domain,
      reason: row.reason ?? "",
      model: row.model_responsible,
      modelId: row.model_row,
      atMs,
    });
  }
  return { outcome: "listed", rows, page: meta.data.page, pages: meta.data.pageCount };
}
