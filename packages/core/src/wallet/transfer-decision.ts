import { absent, type IndexOf, put, type Write } from "@cowry/table";
import { HOUR, present, showAmount } from "../kernel/index.ts";
import type { Each } from "./commit.ts";
import { errors } from "./errors.ts";
import { type Fee, feeOf, shares } from "./fees.ts";
import { journalPlace, movedMoney } from "./journal.ts";
import { profileOf } from "./limits.ts";
import {
  type Counterparty,
  CREDITABLE,
  DEBITABLE,
  type Leg,
  type Movement,
  systemAccount,
  type WalletLeg,
  type WrittenOrigin,
} from "./model.ts";
import type { Policy } from "./policy.ts";
import { type ReviewVerdict, withPayee } from "./review.ts";
import { countReviewed } from "./spending.ts";
import { checkCredit, checkDebit, hasRoom } from "./status.ts";
import { isQueueing, queuedCredit, queuedLeg } from "./queued-credits.ts";
import { externalRow, type Journal, journal, type QueuedCredit, type Wallet } from "./store.ts";
import type { TransferOrder } from "./transfer.ts";

/** What a transfer does to both wallets, and what is written of it. No I/O here. */

/** A held transfer that nobody decides on gives the money back after so long. */
export const HELD_FOR_MS = 72 * HOUR;

export type Parties = Each<"from" | "to", Wallet>;

/** What a transfer is, whatever the balances are. */
export interface Transfer {
  readonly transactionId: string;
  readonly order: TransferOrder;
  readonly hash: string;
  readonly origin: WrittenOrigin;
}

/** The rules it is decided by. */
export interface Terms {
  readonly policy: Policy;
  /** The PIN was reset lately: less may be moved. */
  readonly isReduced: boolean;
  readonly atMs: number;
  /** The fee that was quoted; throws when the quote is not good for this order. Undefined: the fee of the day. */
  readonly quoted: () => Fee | undefined;
}

export interface TransferDecision {
  /** A held transfer does not touch the payee's wallet. */
  readonly movements: Each<"from" | "to", Movement | undefined>;
  readonly fee: Fee;
  readonly verdict: ReviewVerdict;
  /** The credit goes into the payee's queue instead of the wallet. */
  readonly queued?: QueuedCredit | undefined;
}

/** What a transfer does, or why it may not be: the asset, the payer, the payee, the limits, compliance. Pure. */
export function decideTransfer(transfer: Transfer, { from, to }: Parties, terms: Terms): TransferDecision {
  const { amount, currency } = transfer.order;
  const { policy, isReduced, atMs } = terms;
  checkAmount(policy, transfer.order);
  const fee = terms.quoted() ?? feeOf(policy.fee("transfer", currency), amount);
  const { paid, received } = shares(amount, fee);
  if (received <= 0n) throw errors.fee_exceeds_amount({ fee: showAmount(fee.amount, currency), currency });
  checkDebit(from, paid);
  checkCredit(to);
  const { usage, verdict } = countReviewed(from, to.userId, policy, { amount, isReduced, atMs });
  const { balanceMax } = policy.limits(profileOf(to), currency);
  checkRoom(to, received, balanceMax);
  if (verdict.outcome === "hold") {
    const held: Movement = { available: -paid, reserved: paid, usage, whileStatus: DEBITABLE };
    return { movements: { from: held, to: undefined }, fee, verdict };
  }
  const recentPayees = withPayee(from.recentPayees, from.userId, to.userId);
  const entries = entriesOf(transfer, { from, to }, fee);
  const debit = { available: -paid, reserved: 0n, usage, recentPayees, whileStatus: DEBITABLE, entry: entries.from };
  if (isQueueing(to)) {
    return {
      movements: { from: debit, to: undefined },
      fee,
      verdict,
      queued: queuedCredit(to, received, entries.to, atMs),
    };
  }
  const movements = {
    from: debit,
    to: { available: received, reserved: 0n, balanceMax, whileStatus: CREDITABLE, entry: entries.to },
  };
  return { movements, fee, verdict };
}

/** Throws unless the asset is in use, and one order may be this much. */
export function checkAmount(policy: Policy, { amount, currency }: Pick<TransferOrder, "amount" | "currency">): void {
  const { active, min, max } = policy.asset(currency);
  if (!active) throw errors.asset_inactive();
  if (amount >= min && amount <= max) return;
  throw errors.amount_out_of_range({ currency, min: showAmount(min, currency), max: showAmount(max, currency) });
}

/** Throws when the payee's wallet would hold more than it may. How much it holds is told to nobody. */
export function checkRoom(to: Wallet, received: bigint, balanceMax: bigint | undefined): void {
  if (!hasRoom(to, received, balanceMax)) throw errors.recipient_limit_exceeded();
}

function entriesOf({ transactionId, origin, order: { note, reference } }: Transfer, { from, to }: Parties, fee: Fee) {
  const common = { transactionId, kind: "transfer", note } as const;
  const borneBy = (bearer: Fee["bearer"]) => (fee.bearer === bearer && fee.amount > 0n ? fee.amount : undefined);
  return {
    from: { ...common, fee: borneBy("payer"), counterparty: personIn(to), reference, origin },
    to: { ...common, fee: borneBy("payee"), counterparty: personIn(from) },
  };
}

/** The whole transaction in one item. Where the order came from is in the payer's entry: together they would be too big. */
export function transferJournal(
  transfer: Transfer,
  { from, to }: Parties,
  { fee, verdict, queued }: Pick<TransferDecision, "fee" | "verdict" | "queued">,
  legs: Each<"from" | "to", WalletLeg | undefined>,
): Journal {
  const payer = present(legs.from, "a transfer has an entry for its payer");
  const payee = queued === undefined ? present(legs.to, "a transfer has an entry for its payee") : queuedLeg(queued);
  const { currency } = transfer.order;
  return {
    ...commonOf(transfer, { from, to }, fee),
    status: "completed",
    ...movedMoney([payer, payee, ...feeLegs(fee.amount, currency)], "completed"),
    ...(verdict.outcome === "flag" ? { review: reviewOf("flagged", verdict) } : {}),
    createdAtMs: payer.atMs,
    completedAtMs: payer.atMs,
  };
}

/** The same of a transfer that waits for compliance: no legs yet, and the payee's id where it will be looked for. */
export function heldJournal(
  transfer: Transfer,
  { from, to }: Parties,
  { fee, verdict }: Pick<TransferDecision, "fee" | "verdict">,
  atMs: number,
): Journal {
  return {
    ...commonOf(transfer, { from, to }, fee),
    counterparty: personIn(to),
    status: "held",
    review: reviewOf("held", verdict),
    createdAtMs: atMs,
    expiresAtMs: atMs + HELD_FOR_MS,
    ...(fee.bearer === "payee" && fee.amount > 0n ? { external: { payeeFee: fee.amount } } : {}),
  };
}

function commonOf({ transactionId, hash, order }: Transfer, { from, to }: Parties, fee: Fee) {
  return {
    transactionId,
    kind: "transfer",
    currency: order.currency,
    amount: order.amount,
    fee: fee.bearer === "payer" ? fee.amount : 0n,
    owner: from.userId,
    ownerName: from.displayName,
    counterparty: { kind: "person", name: to.displayName },
    requestHash: hash,
    note: order.note,
    reference: order.reference,
  } as const;
}

/** What a journal keeps of a verdict. */
export function reviewOf(state: "flagged" | "held", { reasons }: ReviewVerdict) {
  return { state, reasons: reasons.join(" ") };
}

export function feeLegs(fee: bigint, currency: string): readonly Leg[] {
  return fee > 0n ? [{ account: systemAccount("revenue:transfers", currency), amount: fee }] : [];
}

/** What compliance has to look at stands in the index; all other transfers are in no list but their parties'. */
export function reviewPlace(of: Journal): IndexOf<typeof journal> | undefined {
  const { review } = of;
  return review === undefined ? undefined : { ...journalPlace(of), kind: "transfer", status: review.state };
}

export function journalWrite(of: Journal): Write {
  return put(journal, of, { rule: "journal", when: [absent()], index: reviewPlace(of) });
}

/** A held transfer's row in its payer's history, from which it shows until, and after, it is decided. */
export function heldRow({ owner: userId, currency, kind, transactionId, createdAtMs }: Journal, origin: WrittenOrigin) {
  return externalRow({ userId, currency, kind, transactionId, createdAtMs, origin });
}

export function personIn({ userId, displayName }: Wallet): Counterparty {
  return { kind: "person", name: displayName, userId };
}
