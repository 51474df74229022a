import { BOOK } from "./books.ts";
import { noted } from "./charges.ts";
import { fraction, idNumber } from "./random.ts";
import type { MovementRecord, RefundRecord, RefundStatus, TransactionRecord } from "./records.ts";
import type { Change } from "./store.ts";
import type { News } from "./webhooks.ts";
import type { World } from "./world.ts";

/** What becomes of a refund: by itself on the clock, or by hand (`POST /_sim/refunds/…`). */

/** By a card's first six and last four digits: what is known of it. */
const AFTER_CARD: Readonly<Record<string, RefundStatus>> = {
  "408408…1803": "failed",
  "408408…1902": "needs-attention",
};

/** Statuses that nothing follows by itself. */
const OVER: ReadonlySet<RefundStatus> = new Set(["processed", "failed"]);

/** What is already on its way back or has come back of a charge. */
export function refundedOf(world: World, reference: string): number {
  return world.store.refunds
    .all()
    .filter((one) => one.reference === reference && one.status !== "failed")
    .reduce((sum, one) => sum + one.amount, 0);
}

function movementOf(world: World, refund: RefundRecord, reason: string, legs: MovementRecord["legs"]): MovementRecord {
  const id = idNumber(world.seed, "movement", world.store.movements.size);
  const overdraws = refund.dispute === null ? {} : { overdraws: true };
  return { id, at: world.clock.now(), reason, model: "Refund", modelId: refund.id, legs, ...overdraws };
}

export interface RefundOrder {
  readonly transaction: TransactionRecord;
  readonly amount: number;
  readonly customerNote: string;
  readonly merchantNote: string;
  readonly by: string;
  readonly dispute: number | null;
}

/** Takes the amount from the balance at once. Nothing was looked at here: the caller did. */
export function startRefund(world: World, order: RefundOrder, also: readonly Change[] = []): RefundRecord {
  const { transaction, amount } = order;
  const { reference, currency, authorization } = transaction;
  const now = world.clock.now();
  const [fault] = world.faults.strike("refund", { operation: "refund", reference, amount });
  const magic = AFTER_CARD[`${authorization?.bin ?? ""}…${authorization?.last4 ?? ""}`];
  const end = (fault?.outcome as RefundStatus | null | undefined) ?? magic ?? "processed";
  const step = world.refundDelayMs;
  const refund: RefundRecord = {
    id: idNumber(world.seed, "refund", world.store.refunds.size),
    reference,
    amount,
    currency,
    status: "pending",
    customerNote: order.customerNote,
    merchantNote: order.merchantNote,
    by: order.by,
    dispute: order.dispute,
    createdAt: now,
    updatedAt: now,
    moves: plan(end, now, step),
  };
  const movement = movementOf(world, refund, `Refund of ${reference}`, [
    { account: BOOK.balance, amount: -amount },
    { account: BOOK.refunds, amount },
  ]);
  const { refunds, movements } = world.store;
  world.commit([refunds.change(refund), movements.change(movement), ...also], [newsOf(world, refund)]);
  awaitRefund(world, refund.id);
  return refund;
}

function plan(end: RefundStatus, now: number, step: number): RefundRecord["moves"] {
  if (end === "pending") return [];
  const processing = { to: "processing" as const, at: now + step };
  return end === "processing" ? [processing] : [processing, { to: end, at: now + 2 * step }];
}

/** The retry with the customer's own account: it goes through now. */
export function retryRefund(world: World, refund: RefundRecord): RefundRecord {
  const now = world.clock.now();
  const moves = [{ to: "processed" as const, at: now + world.refundDelayMs }];
  moveRefund(world, refund.id, "processing", moves);
  awaitRefund(world, refund.id);
  return world.store.refunds.get(String(refund.id)) ?? refund;
}

/** False when it cannot go there from where it is. */
export function moveRefund(world: World, id: number, to: RefundStatus, rest: RefundRecord["moves"] = []): boolean {
  const { refunds, movements, transactions } = world.store;
  const refund = refunds.get(String(id));
  if (refund === undefined || refund.status === to || OVER.has(refund.status)) return false;
  const moved: RefundRecord = { ...refund, status: to, updatedAt: world.clock.now(), moves: rest };
  const back = to === "processed" ? BOOK.cards : BOOK.balance;
  const legs = [
    { account: BOOK.refunds, amount: -refund.amount },
    { account: back, amount: refund.amount },
  ];
  const reason = `${to === "processed" ? "Refund" : "Failed refund"} of ${refund.reference}`;
  const transaction = transactions.get(refund.reference);
  const changes: Change[] = [refunds.change(moved)];
  if (OVER.has(to)) changes.push(movements.change(movementOf(world, refund, reason, legs)));
  if (to === "processed" && transaction !== undefined && isWhole(world, transaction, refund)) {
    changes.push(transactions.change({ ...noted(world, transaction, "refund", "Reversed"), status: "reversed" }));
  }
  world.commit(changes, [newsOf(world, moved)]);
  return true;
}

/** True when with this refund all of the charge has gone back. */
function isWhole(world: World, transaction: TransactionRecord, refund: RefundRecord): boolean {
  const before = world.store.refunds
    .all()
    .filter((one) => one.reference === transaction.reference && one.status === "processed" && one.id !== refund.id)
    .reduce((sum, one) => sum + one.amount, 0);
  return before + refund.amount >= transaction.amount;
}

/** Has the clock make the refund's next move. */
export function awaitRefund(world: World, id: number): void {
  const next = world.store.refunds.get(String(id))?.moves[0];
  if (next === undefined) return;
  world.schedule(next.at, () => {
    const refund = world.store.refunds.get(String(id));
    const due = refund?.moves[0];
    if (refund === undefined || due?.at !== next.at || due.to !== next.to) return Promise.resolve();
    moveRefund(world, id, due.to, refund.moves.slice(1));
    awaitRefund(world, id);
    return Promise.resolve();
  });
}

/** Events name the charge, not always the refund; the amount is digits as often as a number. */
function newsOf(world: World, refund: RefundRecord): News {
  const chance = (what: string): boolean => fraction(world.seed, "refund", what, refund.id, refund.status) < 0.5;
  const transaction = world.store.transactions.get(refund.reference);
  const customer = world.store.customers.get(transaction?.email ?? "");
  const data = {
    status: refund.status,
    transaction_reference: refund.reference,
    refund_reference: chance("reference") ? `TRF_${refund.id}` : null,
    amount: chance("amount") ? String(refund.amount) : refund.amount,
    currency: refund.currency,
    processor: "instant-transfer",
    customer: {
      first_name: customer?.firstName ?? null,
      last_name: customer?.lastName ?? null,
      email: transaction?.email ?? "",
    },
    integration: world.integration,
    domain: world.domain,
    ...(chance("id") ? { id: refund.id } : {}),
  };
  return { event: `refund.${refund.status}`, reference: refund.reference, amount: refund.amount, data };
}
