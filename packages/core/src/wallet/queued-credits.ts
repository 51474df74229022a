import { absent, put, timeKey, type Write } from "@cowry/table";
import { SECOND } from "../kernel/index.ts";
import { type EntryFacts, type Leg, type Movement, walletAccount } from "./model.ts";
import { type QueuedCredit, queuedItem, type Wallet } from "./store.ts";

/**
 * The lane of hot recipients. A wallet's item takes some twenty transactions a second, and a till in a stadium more. When
 * payers keep meeting one another there, the wallet is promoted: a transfer then writes its credit as an item of its own,
 * beside which nobody else writes, and a drainer folds them into the chain some dozens at a time. Four items, 8 units.
 *
 * Merchants only, and only where no maximum balance has to be watched. A queued credit is the payee's: the transfer is
 * completed, its leg says `queued`, and every audit counts it. It can be spent when it is in the wallet.
 */

/** Rivals met in so short a time promote a wallet. */
const RIVALS_MAX = 12;
const RIVALS_WITHIN_MS = 10 * SECOND;

export function isQueueing({ lane }: Wallet): boolean {
  return lane === "queued";
}

/** Counts the rivals that a payer met on the way to this wallet, and promotes it when there are too many. Pure. */
export function noteRivals(
  movement: Movement | undefined,
  to: Wallet,
  rivals: number,
  atMs: number,
): Movement | undefined {
  const isEligible = to.limitRole === "merchant" && movement?.balanceMax === undefined && to.lane === undefined;
  if (movement === undefined || rivals === 0 || !isEligible) return movement;
  const { contention = 0, contentionAtMs = 0 } = to;
  const isRecent = atMs - contentionAtMs < RIVALS_WITHIN_MS;
  const count = (isRecent ? contention : 0) + rivals;
  const since = isRecent ? contentionAtMs : atMs;
  if (count < RIVALS_MAX) return { ...movement, lane: { contention: count, contentionAtMs: since } };
  return { ...movement, lane: { contention: 0, contentionAtMs: atMs, lane: "queued" } };
}

/** What a payee's entry will say, as it waits. */
export function queuedCredit(
  { userId, currency }: Wallet,
  amount: bigint,
  entry: EntryFacts,
  atMs: number,
): QueuedCredit {
  const { transactionId, kind, fee, counterparty, note } = entry;
  return { userId, currency, at: timeKey(atMs), transactionId, amount, kind, fee, counterparty, note };
}

/** Rule: "queued". */
export function queueing(credit: QueuedCredit): Write {
  return put(queuedItem, credit, { rule: "queued", when: [absent()] });
}

/** The credit's leg: its place in the queue in the place of that in the chain. */
export function queuedLeg({ userId, currency, at, amount }: QueuedCredit): Leg {
  return { account: walletAccount(userId, currency), amount, atMs: Number(at), queued: true };
}
