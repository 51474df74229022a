import { alertStaff, assert, type Customer, DAY, HOUR, isBlindTo, MINUTE, now } from "../kernel/index.ts";
import {
  errors as walletErrors,
  type Journal,
  listOpenJournals,
  transactionView,
  type Transaction,
} from "../wallet/index.ts";
import { checkoutReference, readFacts } from "./model.ts";
import type { ChargeFound } from "./ports.ts";
import { type Admit, admitAs } from "./rates.ts";
import type { ChargeSource } from "./receive.ts";
import { settleOrdered } from "./settle.ts";
import { commitEnd, findTopup } from "./store.ts";

/** What becomes of top-ups of which no event tells: asked for by their owner, and swept until they end. */

/** A checkout page that was not paid within this time is given up; a late payment is credited all the same. */
export const UNPAID_ENDS_AFTER_MS = DAY;
/** A charge of a saved card of which the provider knows nothing by then never arrived. */
export const CARD_ENDS_AFTER_MS = HOUR;
/** A charge that is under way for longer than this is a matter for staff. */
const STUCK_AFTER_MS = 3 * DAY;

/**
 * Asks the provider how the actor's top-up stands, credits it if it was paid, and shows it as it is then.
 * Throws `transaction_not_found` for what is no top-up of theirs, `rate_limited`.
 */
export async function verifyTopup(
  actor: Customer,
  transactionId: string,
  provider: ChargeSource,
  admit: Admit,
): Promise<Transaction> {
  const topup = await findTopup(transactionId);
  if (topup?.owner !== actor.userId) throw walletErrors.transaction_not_found();
  if (!isOpen(topup)) return transactionView(topup, actor.userId);
  await admitAs("verify", admit, actor.userId);
  await lookAfter(topup, provider, now());
  const after = await findTopup(transactionId);
  assert(after !== undefined, "a journal is never removed");
  return transactionView(after, actor.userId);
}

export function isOpen({ status, legs }: Journal): boolean {
  return status === "pending" && legs === undefined;
}

export type Look = "settled" | "ended" | "open";

/** Asks for every page of this top-up, and carries out what the answers say together. */
export async function lookAfter(topup: Journal, provider: ChargeSource, atMs: number): Promise<Look> {
  if (isBlindTo(provider, topup)) return "open";
  const { attempt, method } = readFacts(topup.external);
  const ordered = Array.from({ length: attempt }, (_, index) => checkoutReference(topup.transactionId, index + 1));
  // The reference of one that nobody ordered is the provider's.
  const references = method === "virtual_account" ? [topup.reference ?? ""] : ordered;
  const answers = await Promise.all(references.map((reference) => provider.verifyCharge(reference)));
  for (const answer of answers) {
    if (answer.outcome !== "found" || answer.status !== "success") continue;
    await settleOrdered(topup, answer);
    return "settled";
  }
  const decision = decideUnpaid(answers, atMs - topup.createdAtMs, patienceOf(topup));
  if (decision === "stuck") alertStaff({ alert: "topup_stuck", transactionId: topup.transactionId });
  if (decision === "open" || decision === "stuck") return "open";
  return (await commitEnd(topup, decision, atMs)) ? "ended" : "open";
}

/**
 * The age up to which a top-up is left alone. A saved card is charged at once or never, unless its owner was sent to a
 * page to confirm. It counts from the provider's last call: an order that was sent again opens a page then. Pure.
 */
export function patienceOf({ external, response, createdAtMs }: Journal): number {
  const { method, attemptAtMs } = readFacts(external);
  const isAtOnce = method === "saved_card" && response?.["paymentUrl"] === undefined;
  return attemptAtMs - createdAtMs + (isAtOnce ? CARD_ENDS_AFTER_MS : UNPAID_ENDS_AFTER_MS);
}

/** What can still be paid is left alone until its time is over; what may have been paid for ever. Pure. */
export function decideUnpaid(
  answers: readonly ChargeFound[],
  ageMs: number,
  patienceMs = UNPAID_ENDS_AFTER_MS,
): "open" | "stuck" | "failed" | "cancelled" {
  if (ageMs < patienceMs) return "open";
  const isOver = (answer: ChargeFound) => answer.outcome === "not_found" || isUnpaid(answer);
  if (!answers.every(isOver)) return ageMs >= STUCK_AFTER_MS ? "stuck" : "open";
  const tried = answers.some((answer) => answer.outcome === "found" && answer.status !== "abandoned");
  return tried ? "failed" : "cancelled";
}

/** Conclusive, and no money is with us: never paid, or given back. */
const UNPAID_STATUSES: readonly string[] = ["abandoned", "failed", "reversed"];

function isUnpaid(answer: ChargeFound): boolean {
  return answer.outcome === "found" && UNPAID_STATUSES.includes(answer.status);
}

/** Younger ones are their event's business, and their owner's. */
const SWEPT_AFTER_MS = 10 * MINUTE;
/** For how long one sweep begins anything: its door runs a minute longer. */
export const SWEEP_MS = 4 * MINUTE;
/** How often the sweep runs. */
const SWEEP_EVERY_MS = HOUR;

/** Every sweep on the first day since the last call, then daily: what is stuck is not asked for every hour. Pure. */
export function isDue(ageMs: number): boolean {
  if (ageMs < UNPAID_ENDS_AFTER_MS + SWEEP_EVERY_MS) return true;
  return Math.floor(ageMs / DAY) !== Math.floor((ageMs - SWEEP_EVERY_MS) / DAY);
}

/** Asks for all top-ups that stay open, as of `atMs`. One that fails does not keep the others waiting. */
export async function sweepTopups(provider: ChargeSource, atMs: number, budgetMs = SWEEP_MS): Promise<void> {
  const startedAt = performance.now();
  const isLate = () => performance.now() - startedAt >= budgetMs;
  for await (const page of listOpenJournals("topup", ["pending"], atMs - SWEPT_AFTER_MS)) {
    for (const transactionId of page) {
      if (isLate()) {
        alertStaff({ alert: "topup_sweep_unfinished" });
        return;
      }
      await sweepOne(transactionId, provider, atMs);
    }
  }
}

async function sweepOne(transactionId: string, provider: ChargeSource, atMs: number): Promise<void> {
  try {
    const topup = await findTopup(transactionId);
    if (topup === undefined || !isOpen(topup) || !isDue(atMs - readFacts(topup.external).attemptAtMs)) return;
    await lookAfter(topup, provider, atMs);
  } catch {
    alertStaff({ alert: "topup_sweep_failed", transactionId });
  }
}
