import { batchGet, getItem, keyOf } from "@cowry/table";
import {
  type AppError,
  type Currency,
  type Customer,
  derivedId,
  errors as kernelErrors,
  now,
  present,
} from "../kernel/index.ts";
import {
  checkCredit,
  checkDebit,
  DEBITABLE,
  errors as walletErrors,
  externalRow,
  type Guards,
  journal,
  postOnWallet,
  REFUSED_RECIPIENTS,
  requestHash,
  type Wallet,
  walletItem,
  whyUnpayable,
} from "../wallet/index.ts";
import { type HoldJournal, isHold } from "./model.ts";
import { holdOpening, payeeRow } from "./store.ts";

/** The name of the operation in ids. */
const OPERATION = "holds/create-hold";

export interface HoldOrder {
  readonly payeeId: string;
  readonly amount: bigint;
  readonly currency: Currency;
  readonly expiresInMs: number;
  readonly reason?: string | undefined;
  readonly reference?: string | undefined;
  /** The idempotency key. */
  readonly key: string;
}

export interface Made {
  readonly hold: HoldJournal;
  readonly replayed: boolean;
}

/**
 * Reserves the actor's money for somebody, once for each key. Two round trips, four items: the hold, its payer's wallet,
 * and a row in each of the two lists.
 */
export async function makeHold(actor: Customer, order: HoldOrder, guards: Guards): Promise<Made> {
  const { payeeId, currency } = order;
  if (payeeId === actor.userId) throw walletErrors.self_transfer();
  const payerKey = { userId: actor.userId, currency };
  const payeeKey = { userId: payeeId, currency };
  const confirmation = guards.confirm();
  const found = await batchGet([keyOf(walletItem, payerKey), keyOf(walletItem, payeeKey), ...confirmation.reads]);
  const confirmed = await confirmation.check(found);
  try {
    const payer = found.get(walletItem, payerKey);
    const payee = found.get(walletItem, payeeKey);
    if (payer === undefined) throw walletErrors.wallet_not_found();
    const unpayable = whyUnpayable({ userId: payeeId, isListed: false, isBlocked: false }, payee);
    if (unpayable !== undefined) return await refuse(order, payer, unpayable, guards);
    return await reserve(actor, order, payer, present(payee, "who can be paid has a wallet"));
  } finally {
    await confirmed.finish().catch(() => undefined);
  }
}

async function reserve(actor: Customer, order: HoldOrder, payer: Wallet, payee: Wallet): Promise<Made> {
  checkCredit(payee);
  const hold = holdOf(order, payer, payee);
  const { transactionId, owner: userId, currency, kind, createdAtMs, amount } = hold;
  const origin = { requestId: actor.origin.requestId };
  const posted = await postOnWallet({
    transactionId,
    userId,
    currency: order.currency,
    wallet: payer,
    decide: (wallet) => {
      checkDebit(wallet, amount);
      return { available: -amount, reserved: amount, whileStatus: DEBITABLE };
    },
    journal: () => holdOpening(hold),
    also: [externalRow({ userId, currency, kind, transactionId, createdAtMs, origin }), payeeRow(order.payeeId, hold)],
  });
  if (posted.posted) return { hold, replayed: false };
  const stored = posted.by === "journal" ? posted.journal : undefined;
  return replayed(present(stored, "only an older hold is in the way"), hold.requestHash);
}

function idOf(userId: string, { key }: HoldOrder): string {
  return derivedId(OPERATION, userId, key);
}

function hashOf({ key, payeeId, amount, currency, expiresInMs, reason = "", reference = "" }: HoldOrder): string {
  return requestHash(key, payeeId, String(amount), currency, String(expiresInMs), reason, reference);
}

function holdOf(order: HoldOrder, payer: Wallet, payee: Wallet): HoldJournal & { readonly requestHash: string } {
  const createdAtMs = now();
  return {
    transactionId: idOf(payer.userId, order),
    kind: "hold",
    status: "held",
    currency: order.currency,
    amount: order.amount,
    fee: 0n,
    owner: payer.userId,
    ownerName: payer.displayName,
    counterparty: { kind: "person", name: payee.displayName, userId: payee.userId },
    requestHash: hashOf(order),
    note: order.reason,
    reference: order.reference,
    createdAtMs,
    expiresAtMs: createdAtMs + order.expiresInMs,
  };
}

/** The stored answer where this order was carried out before; else the refusal, if he may hear it. */
async function refuse(order: HoldOrder, payer: Wallet, refusal: AppError, { admit }: Guards): Promise<Made> {
  const stored = await getItem(journal, { transactionId: idOf(payer.userId, order) });
  if (stored !== undefined) return replayed(stored, hashOf(order));
  checkDebit(payer, order.amount);
  await admit([{ limit: REFUSED_RECIPIENTS, key: payer.userId, isId: true }]);
  throw refusal;
}

type Stored = Parameters<typeof isHold>[0];

/** The hold as it was first answered, whatever has become of it. */
function replayed(stored: Stored, hash: string): Made {
  if (!isHold(stored) || stored.requestHash !== hash) throw kernelErrors.idempotency_key_reused();
  const first = { status: "held", legs: undefined, captured: undefined, completedAtMs: undefined } as const;
  return { hold: { ...stored, ...first, metadata: undefined }, replayed: true };
}
