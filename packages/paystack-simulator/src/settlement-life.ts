import { idNumber } from "./random.ts";
import type { SettlementRecord, TransactionRecord } from "./records.ts";
import type { World } from "./world.ts";

/**
 * What Paystack says it pays out for a day: its successful charges, with `processed = amount + fees`. The money stays in
 * the balance here (a merchant who pays out from it has it so); a settlement is a statement, and a check of the books.
 */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Paid on this day, and in no settlement yet. */
export function unsettled(world: World, day: string): TransactionRecord[] {
  return world.store.transactions
    .all()
    .filter((one) => one.paidAt !== null && dayOf(one.paidAt) === day && one.settlement === undefined);
}

export interface SettlementOrder {
  readonly day: string;
  readonly status?: SettlementRecord["status"];
  /** So much less than it should be: the discrepancy that somebody is to find. */
  readonly short?: number;
}

/** Undefined when there is nothing to settle. */
export function settleDay(world: World, { day, status = "success", short = 0 }: SettlementOrder) {
  const paid = unsettled(world, day);
  if (paid.length === 0) return undefined;
  const sum = (pick: (one: TransactionRecord) => number): number => paid.reduce((total, one) => total + pick(one), 0);
  const processed = sum((one) => one.amount);
  const fees = sum((one) => one.fees ?? 0);
  const settlement: SettlementRecord = {
    id: idNumber(world.seed, "settlement", world.store.settlements.size),
    day,
    status,
    totalAmount: processed - fees - short,
    totalFees: fees,
    totalProcessed: processed,
    deductions: 0,
    createdAt: world.clock.now(),
    updatedAt: world.clock.now(),
  };
  const { transactions, settlements } = world.store;
  world.commit([
    settlements.change(settlement),
    ...paid.map((one) => transactions.change({ ...one, settlement: settlement.id })),
  ]);
  return settlement;
}

/** In live mode the day is settled on the next one, at eight. Test mode settles nothing by itself. */
export function awaitSettlement(world: World, transaction: TransactionRecord): void {
  if (world.domain !== "live" || transaction.paidAt === null || transaction.settlement !== undefined) return;
  const day = dayOf(transaction.paidAt);
  if (world.settling.has(day)) return;
  world.settling.add(day);
  world.schedule(Date.parse(day) + DAY_MS + 8 * HOUR_MS, () => {
    world.settling.delete(day);
    settleDay(world, { day });
    return Promise.resolve();
  });
}
