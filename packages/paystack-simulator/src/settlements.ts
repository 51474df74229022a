import type { Answer } from "./answer.ts";
import { iso, ok, Refusal } from "./answer.ts";
import { paged, within } from "./call.ts";
import type { Call, Route } from "./call.ts";
import type { SettlementRecord } from "./records.ts";
import { listedView } from "./transaction-view.ts";
import type { World } from "./world.ts";

/** What was settled, and what it was made of. */

export function settlementView(world: World, settlement: SettlementRecord): Record<string, unknown> {
  return {
    id: settlement.id,
    domain: world.domain,
    status: settlement.status,
    currency: "NGN",
    integration: world.integration,
    total_amount: settlement.totalAmount,
    effective_amount: settlement.totalAmount,
    total_fees: settlement.totalFees,
    total_processed: settlement.totalProcessed,
    deductions: settlement.deductions === 0 ? null : settlement.deductions,
    settlement_date: iso(settlement.createdAt),
    settled_by: null,
    createdAt: iso(settlement.createdAt),
    updatedAt: iso(settlement.updatedAt),
  };
}

function list(world: World, { query }: Call): Answer {
  const inTime = within(query);
  const subaccount = query.get("subaccount") ?? "none";
  const all = world.store.settlements
    .all()
    .reverse()
    .filter((one) => inTime(one.createdAt) && (query.get("status") ?? one.status) === one.status)
    .filter(() => subaccount === "none");
  const page = paged(all, query);
  return ok(
    "Settlements retrieved",
    page.rows.map((one) => settlementView(world, one)),
    page.meta,
  );
}

function transactions(world: World, { params, query }: Call): Answer {
  const settlement = world.store.settlements.get(params["id"] ?? "");
  if (settlement === undefined) throw new Refusal(404, "Settlement not found", { code: "not_found" });
  const all = world.store.transactions.all().filter((one) => one.settlement === settlement.id);
  const page = paged(all, query);
  return ok(
    "Transactions retrieved",
    page.rows.map((one) => listedView(world, one)),
    {
      ...page.meta,
      total_volume: all.reduce((sum, one) => sum + one.amount, 0),
    },
  );
}

export const settlementRoutes: readonly Route[] = [
  { method: "GET", path: "/settlement", operation: "list_settlements", run: list },
  {
    method: "GET",
    path: "/settlement/:id/transactions",
    operation: "settlement_transactions",
    run: transactions,
  },
];
