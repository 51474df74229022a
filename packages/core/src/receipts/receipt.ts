import { queryItems, sortKey } from "@cowry/table";
import { CurrencyCode, type Customer, isoTime, settings, showAmount } from "../kernel/index.ts";
import { type Entry, entryItem, entryPlace, type Journal, loadTransaction, walletAccount } from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { signed } from "./keys.ts";
import { walletRef } from "./model.ts";
import type { Place, Receipt, Receipted } from "./wire.ts";

/** Tells a receipt from every other text that anybody signs. */
export const RECEIPT_TYPE = "cowry-receipt+jws";

/** What is signed. */
export interface Claims {
  readonly iss: string;
  readonly transaction: Receipted;
  readonly entry: Place;
}

/** The receipt of one of the actor's transactions, and the opening of its hash. Asks for RECEIPT_KEYS. */
export async function readReceipt(actor: Pick<Customer, "userId">, transactionId: string): Promise<Receipt> {
  const of = await loadTransaction(actor, transactionId);
  const { entry, previousHash } = await loadLine(of, actor.userId);
  const transaction = receiptedOf(of, entry);
  const place = { wallet: walletRef(entry.userId, entry.currency), seq: Number(entry.seq), hash: entry.hash };
  const claims: Claims = { iss: settings().tokenIssuer, transaction, entry: place };
  return {
    receipt: await signed(RECEIPT_TYPE, claims),
    transaction,
    entry: place,
    opening: {
      previous_hash: previousHash,
      user_id: entry.userId,
      currency: transaction.currency,
      seq: place.seq,
      at_ms: Number(entry.at),
      transaction_id: entry.transactionId,
      kind: entry.kind,
      amount: String(entry.amount),
      balance_after: String(entry.balanceAfter),
    },
  };
}

/** The line and the one before it, in one query. */
async function loadLine(of: Journal, userId: string): Promise<{ entry: Entry; previousHash: string }> {
  const { currency } = of;
  const leg = of.legs?.find(({ account }) => account === walletAccount(userId, currency));
  const place = leg === undefined ? undefined : entryPlace(leg);
  if (place === undefined) throw errors.receipt_not_ready();
  const to = sortKey(entryItem, place);
  const from = sortKey(entryItem, { currency });
  const { items } = await queryItems(entryItem, { userId }, { from, to, descending: true, limit: 2 });
  const [entry, before] = items;
  // A leg is visible a moment before its entry.
  if (entry?.transactionId !== of.transactionId) throw errors.receipt_not_ready();
  return { entry, previousHash: before?.hash ?? "" };
}

function receiptedOf(of: Journal, { amount, userId, at, counterparty }: Entry): Receipted {
  const currency = CurrencyCode.parse(of.currency);
  const isOwner = of.owner === userId;
  const size = amount < 0n ? -amount : amount;
  const fee = isOwner ? of.fee : 0n;
  const shown = size === of.amount + fee ? of.amount : size;
  return {
    id: of.transactionId,
    kind: of.kind,
    type: amount > 0n ? "credit" : "debit",
    amount: showAmount(shown, currency),
    fee: showAmount(size - shown, currency),
    currency,
    counterparty: (counterparty ?? (isOwner ? of.counterparty : undefined))?.name ?? null,
    at: isoTime(Number(at)),
  };
}
