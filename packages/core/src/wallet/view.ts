import { assert, CurrencyCode, isoTime, showAmount } from "../kernel/index.ts";
import { type Counterparty, type Leg, type TransactionKind, walletAccount, walletOfAccount } from "./model.ts";
import type { Entry, Journal, QueuedCredit } from "./store.ts";
import type { Transaction } from "./wire.ts";

const CREDITING: ReadonlySet<TransactionKind> = new Set(["topup", "refund"]);

/** Whether a kind brings money to its owner; asked only where there is no leg to tell. */
export function isCredit(kind: TransactionKind): boolean {
  return CREDITING.has(kind);
}

/** How a transaction looks to one of its parties; anybody else must have been answered 404 before. */
export function transactionView(of: Journal, forUserId: string): Transaction {
  const leg = of.legs?.find(({ account }) => account === walletAccount(forUserId, of.currency));
  const own = of.owner === forUserId;
  assert(own || leg !== undefined, "a transaction is shown to its parties only");
  // Each party sees it at the time at which it stands in his own chain.
  const createdAtMs = own ? of.createdAtMs : (leg?.atMs ?? of.createdAtMs);
  const currency = CurrencyCode.parse(of.currency);
  const shown = (amount: bigint) => showAmount(amount, currency);
  const completedAtMs = own ? of.completedAtMs : (leg?.atMs ?? of.completedAtMs);
  return {
    id: of.transactionId,
    type: (leg === undefined ? isCredit(of.kind) : leg.amount > 0n) ? "credit" : "debit",
    kind: of.kind,
    amount: shown(own ? of.amount : partOf(of, leg)),
    // The payer's fee and reference are none of the payee's business; what was kept back of his own money is.
    fee: shown(own ? of.fee : keptBack(of, leg)),
    currency,
    counterparty: showCounterparty(own ? ownersView(of) : payeesView(of)),
    reference: own ? (of.reference ?? null) : null,
    status: of.status,
    balance_after: leg?.after === undefined ? null : shown(leg.after),
    note: of.note ?? null,
    metadata: own ? (of.metadata ?? null) : null,
    created_at: isoTime(createdAtMs),
    completed_at: completedAtMs === undefined ? null : isoTime(completedAtMs),
  };
}

/** A line of the chain is money that has moved; all of it may have been given back since. */
export function entryStatus({ reversed }: Pick<Entry, "reversed">): "completed" | "reversed" {
  return reversed === true ? "reversed" : "completed";
}

/** The same for a line of the wallet's own chain: all that a history shows of a transfer is in its entry. */
export function entryView(of: Entry): Transaction {
  const at = isoTime(Number(of.at));
  const currency = CurrencyCode.parse(of.currency);
  const shown = (amount: bigint) => showAmount(amount, currency);
  const { fee = 0n } = of;
  return {
    id: of.transactionId,
    type: of.amount > 0n ? "credit" : "debit",
    kind: of.kind,
    // A payer's fee is on top of the amount, a payee's is kept back of it: both entries have it inside.
    amount: shown(of.amount > 0n ? of.amount + fee : -of.amount - fee),
    fee: shown(fee),
    currency,
    counterparty: showCounterparty(of.counterparty),
    reference: of.reference ?? null,
    status: entryStatus(of),
    balance_after: shown(of.balanceAfter),
    note: of.note ?? null,
    metadata: null,
    created_at: at,
    completed_at: at,
  };
}

/** What it was to the other side: all of it, but of a reversal whose payee had less only what was taken. */
function partOf(of: Journal, leg: Leg | undefined): bigint {
  const moved = leg?.amount ?? 0n;
  return (moved < 0n ? -moved : moved) + keptBack(of, leg);
}

/** The fee of a transfer that its payee bears, or of a capture. */
function keptBack({ kind, amount }: Journal, leg: Leg | undefined): bigint {
  return (kind === "transfer" || kind === "hold") && leg !== undefined && leg.amount > 0n ? amount - leg.amount : 0n;
}

/** A credit that waits to be folded into the chain. */
export function queuedView({
  transactionId,
  kind,
  amount,
  at,
  fee = 0n,
  counterparty,
  note,
  ...of
}: QueuedCredit): Transaction {
  const currency = CurrencyCode.parse(of.currency);
  return {
    id: transactionId,
    type: "credit",
    kind,
    amount: showAmount(amount + fee, currency),
    fee: showAmount(fee, currency),
    currency,
    counterparty: showCounterparty(counterparty),
    reference: null,
    status: "pending",
    balance_after: null,
    note: note ?? null,
    metadata: null,
    created_at: isoTime(Number(at)),
    completed_at: null,
  };
}

function ownersView(of: Journal): Counterparty | undefined {
  const { counterparty, legs, owner } = of;
  if (counterparty?.kind !== "person" || counterparty.userId !== undefined) return counterparty;
  return { ...counterparty, userId: otherPerson(legs, owner) };
}

function payeesView({ owner, ownerName }: Journal): Counterparty | undefined {
  return ownerName === undefined ? undefined : { kind: "person", name: ownerName, userId: owner };
}

function otherPerson(legs: readonly Leg[] | undefined, than: string): string | undefined {
  return legs?.map(({ account }) => walletOfAccount(account)?.userId).find((id) => id !== undefined && id !== than);
}

function showCounterparty(of: Counterparty | undefined): Transaction["counterparty"] {
  if (of === undefined) return null;
  return {
    kind: of.kind,
    name: of.name,
    user_id: of.userId ?? null,
    account_number: of.account ?? null,
    bank_name: of.bank ?? null,
  };
}
