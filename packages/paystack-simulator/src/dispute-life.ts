import { idNumber } from "./random.ts";
import { refundedOf, startRefund } from "./refund-life.ts";
import { DISPUTE_CATEGORIES } from "./records.ts";
import type { DisputeRecord, TransactionRecord } from "./records.ts";
import type { News } from "./webhooks.ts";
import { disputeView } from "./dispute-view.ts";
import type { World } from "./world.ts";

/** A customer's bank wants his money back: opened by hand, reminded and (unanswered) lost by the clock. */

const DAY_MS = 86_400_000;

export interface DisputeOrder {
  readonly transaction: TransactionRecord;
  readonly amount: number;
  readonly category: DisputeRecord["category"];
  /** How long the merchant has. */
  readonly dueInMs?: number;
}

export const categoryOf = (value: unknown): DisputeRecord["category"] | undefined =>
  DISPUTE_CATEGORIES.find((one) => one === (value ?? "chargeback"));

export function openDispute(world: World, order: DisputeOrder): DisputeRecord {
  const now = world.clock.now();
  const dueAt = now + (order.dueInMs ?? 2 * DAY_MS);
  const says = `The customer's bank asks for the money of ${order.transaction.reference} (${order.category})`;
  const dispute: DisputeRecord = {
    id: idNumber(world.seed, "dispute", world.store.disputes.size),
    reference: order.transaction.reference,
    refundAmount: order.amount,
    status: "awaiting-merchant-feedback",
    resolution: null,
    category: order.category,
    dueAt,
    remindAt: now + Math.floor((dueAt - now) / 2),
    resolvedAt: null,
    createdAt: now,
    updatedAt: now,
    uploadedFilename: null,
    evidence: null,
    history: [{ status: "awaiting-merchant-feedback", by: order.transaction.email, at: now }],
    messages: [{ sender: order.transaction.email, body: says, at: now }],
  };
  world.commit([world.store.disputes.change(dispute)], [newsOf(world, dispute, "create")]);
  awaitDispute(world, dispute.id);
  return dispute;
}

/** Reminds, and when nobody answered decides against the merchant. */
export function awaitDispute(world: World, id: number): void {
  const dispute = world.store.disputes.get(String(id));
  if (dispute === undefined || dispute.status === "resolved") return;
  world.schedule(dispute.remindAt ?? dispute.dueAt, () => {
    const now = world.store.disputes.get(String(id));
    if (now?.status !== "awaiting-merchant-feedback") return Promise.resolve();
    if (now.remindAt === null) expireDispute(world, now);
    else remind(world, now);
    awaitDispute(world, id);
    return Promise.resolve();
  });
}

export function remind(world: World, dispute: DisputeRecord): void {
  const reminded = { ...dispute, remindAt: null };
  world.commit([world.store.disputes.change(reminded)], [newsOf(world, reminded, "remind")]);
}

export function expireDispute(world: World, dispute: DisputeRecord): void {
  closeDispute(world, dispute, { resolution: "auto-accepted", by: "Paystack", message: "No answer in time" });
}

export interface Closing {
  readonly resolution: NonNullable<DisputeRecord["resolution"]>;
  readonly by: string;
  readonly message: string;
  readonly uploadedFilename?: string;
}

/** Accepted, by the merchant or by his silence, the money goes back whether or not there is any. */
export function closeDispute(world: World, dispute: DisputeRecord, closing: Closing): DisputeRecord {
  const now = world.clock.now();
  const closed: DisputeRecord = {
    ...dispute,
    status: "resolved",
    resolution: closing.resolution,
    remindAt: null,
    resolvedAt: now,
    updatedAt: now,
    uploadedFilename: closing.uploadedFilename ?? dispute.uploadedFilename,
    history: [...dispute.history, { status: "resolved", by: closing.by, at: now }],
    messages: [...dispute.messages, { sender: closing.by, body: closing.message, at: now }],
  };
  const { disputes, transactions } = world.store;
  const transaction = transactions.get(dispute.reference);
  const left = transaction === undefined ? 0 : transaction.amount - refundedOf(world, dispute.reference);
  const amount = Math.min(left, dispute.refundAmount);
  if (closing.resolution !== "declined" && transaction !== undefined && amount > 0) {
    const note = `Dispute ${dispute.id}`;
    const order = { transaction, amount, customerNote: note, merchantNote: note, by: closing.by, dispute: dispute.id };
    startRefund(world, order, [disputes.change(closed)]);
  } else {
    world.commit([disputes.change(closed)]);
  }
  world.commit([], [newsOf(world, closed, "resolve")]);
  return closed;
}

function newsOf(world: World, dispute: DisputeRecord, what: "create" | "remind" | "resolve"): News {
  const data = disputeView(world, dispute);
  return { event: `charge.dispute.${what}`, reference: dispute.reference, amount: dispute.refundAmount, data };
}
