import { assert, CurrencyCode, isoTime, toWire } from "../kernel/index.ts";
import { type Counterparty, type Leg, type TransactionKind, walletAccount, walletOfAccount } from "./model.ts";
import type { Entry, Journal } from "./store.ts";
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
  const completedAtMs = own ? of.completedAtMs : (leg?.atMs ?? of.completedAtMs);
  return {
    id: of.transactionId,
    type: (leg === undefined ? isCredit(of.kind) : leg.amount > 0n) ? "credit" : "debit",
    kind: of.kind,
    amount: toWire(of.amount),
    // The payer's fee and reference are none of the payee's business.
    fee: own ? toWire(of.fee) : 0,
    currency: CurrencyCode.parse(of.currency),
    counterparty: showCounterparty(own ? ownersView(of) : payeesView(of)),
    reference: own ? (of.reference ?? null) : null,
    status: of.status,
    balance_after: leg?.after === undefined ? null : toWire(leg.after),
    note: of.note ?? null,
    metadata: own ? (of.metadata ?? null) : null,
    created_at: isoTime(createdAtMs),
    completed_at: completedAtMs === undefined ? null : isoTime(completedAtMs),
  };
}

/** The same for a line of the wallet's own chain: all that a history shows of a transfer is in its entry. */
export function entryView(of: Entry): Transaction {
  const at = isoTime(Number(of.at));
  return {
    id: of.transactionId,
    type: of.amount > 0n ? "credit" : "debit",
    kind: of.kind,
    amount: toWire(of.amount > 0n ? of.amount : -of.amount - (of.fee ?? 0n)),
    fee: toWire(of.fee ?? 0n),
    currency: CurrencyCode.parse(of.currency),
    counterparty: showCounterparty(of.counterparty),
    reference: of.reference ?? null,
    status: "completed",
    balance_after: toWire(of.balanceAfter),
    note: of.note ?? null,
    metadata: null,
    created_at: at,
    completed_at: at,
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
