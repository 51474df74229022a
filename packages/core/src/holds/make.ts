import { batchGet, getItem, keyOf } from "@cowry/table";
import type { Claim } from "../auth/index.ts";
import {
  type AppError,
  type Currency,
  type Customer,
  derivedId,
  errors as kernelErrors,
  isError,
  now,
  present,
} from "../kernel/index.ts";
import {
  checkAmount,
  checkDebit,
  checkRoom,
  countReviewed,
  DEBITABLE,
  errors as walletErrors,
  externalRow,
  type Guards,
  type Journal,
  journal,
  type Movement,
  type Policy,
  policyReading,
  postOnWallet,
  profileOf,
  REFUSED_RECIPIENTS,
  requestHash,
  reviewOf,
  tellUnpayable,
  type Wallet,
  walletItem,
  whyUnpayable,
} from "../wallet/index.ts";
import { errors } from "./errors.ts";
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

/** The rules it is decided by. */
interface Terms {
  readonly policy: Policy;
  /** The PIN was reset lately: less may be promised. */
  readonly isReduced: boolean;
}

/**
 * Reserves the actor's money for somebody, once for each key. Two round trips, four items: the hold, its payer's wallet,
 * and a row in each of the two lists. It counts towards the payer's limits from here on.
 */
export async function makeHold(actor: Customer, order: HoldOrder, guards: Guards): Promise<Made> {
  const { payeeId, currency } = order;
  if (payeeId === actor.userId) throw walletErrors.self_transfer();
  const payerKey = { userId: actor.userId, currency };
  const payeeKey = { userId: payeeId, currency };
  const confirmation = guards.confirm();
  const rules = policyReading();
  const wallets = [keyOf(walletItem, payerKey), keyOf(walletItem, payeeKey)];
  const found = await batchGet([...wallets, ...confirmation.reads, ...rules.reads]);
  const confirmed = await confirmation.check(found);
  try {
    const payer = found.get(walletItem, payerKey);
    const payee = found.get(walletItem, payeeKey);
    if (payer === undefined) throw walletErrors.wallet_not_found();
    const policy = rules.take(found);
    const unpayable = whyUnpayable({ userId: payeeId, status: undefined }, payee);
    if (unpayable !== undefined) return await refuse(order, payer, unpayable, guards);
    const parties = { payer, payee: present(payee, "who can be paid has a wallet") };
    return await reserve(actor, order, parties, { policy, isReduced: confirmed.reducedLimits }).catch(
      async (error: unknown) => {
        // Tells something about somebody else's balance, so it is not told often.
        if (isError(error, walletErrors.recipient_limit_exceeded)) await guards.admit([claimOf(payer)]);
        throw error;
      },
    );
  } finally {
    await confirmed.finish().catch(() => undefined);
  }
}

interface Parties {
  readonly payer: Wallet;
  readonly payee: Wallet;
}

async function reserve(actor: Customer, order: HoldOrder, { payer, payee }: Parties, terms: Terms): Promise<Made> {
  let hold = holdOf(order, payer, payee);
  const { transactionId, owner: userId, currency, kind, createdAtMs } = hold;
  const origin = { requestId: actor.origin.requestId };
  const posted = await postOnWallet({
    transactionId,
    userId,
    currency: order.currency,
    wallet: payer,
    decide: (wallet) => {
      const { movement, review } = decideHold(order, { payer: wallet, payee }, terms, createdAtMs);
      hold = { ...hold, review };
      return movement;
    },
    journal: () => holdOpening(hold),
    also: [externalRow({ userId, currency, kind, transactionId, createdAtMs, origin }), payeeRow(order.payeeId, hold)],
  });
  if (posted.posted) return { hold, replayed: false };
  const stored = posted.by === "journal" ? posted.journal : undefined;
  return replayed(present(stored, "only an older hold is in the way"), hold.requestHash);
}

/**
 * What the promise does to the payer's wallet, and what compliance will hear of it; or why it may not be: the asset, the
 * balance, the payee's room, the limits, compliance. Pure.
 */
export function decideHold(
  { amount, currency }: Pick<HoldOrder, "amount" | "currency">,
  { payer, payee }: Parties,
  { policy, isReduced }: Terms,
  atMs: number,
): { readonly movement: Movement; readonly review: Journal["review"] } {
  checkAmount(policy, { amount, currency });
  checkDebit(payer, amount);
  checkRoom(payee, amount, policy.limits(profileOf(payee), currency).balanceMax);
  const { usage, verdict } = countReviewed(payer, payee.userId, policy, { amount, isReduced, atMs });
  // It may be captured at any moment, and what is captured has moved: what must be decided first cannot be promised.
  if (verdict.outcome === "hold") throw errors.hold_needs_review();
  return {
    movement: { available: -amount, reserved: amount, usage, whileStatus: DEBITABLE },
    review: verdict.outcome === "flag" ? reviewOf("flagged", verdict) : undefined,
  };
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

function claimOf({ userId }: Wallet): Claim {
  return { limit: REFUSED_RECIPIENTS, key: userId, isId: true };
}

/** The stored answer where this order was carried out before; else the refusal, if he may hear it. */
async function refuse(order: HoldOrder, payer: Wallet, refusal: AppError, { admit }: Guards): Promise<Made> {
  const stored = await getItem(journal, { transactionId: idOf(payer.userId, order) });
  if (stored !== undefined) return replayed(stored, hashOf(order));
  checkDebit(payer, order.amount);
  await admit([claimOf(payer)]);
  throw await tellUnpayable(refusal, order.payeeId);
}

type Stored = Parameters<typeof isHold>[0];

/** The hold as it was first answered, whatever has become of it. */
function replayed(stored: Stored, hash: string): Made {
  if (!isHold(stored) || stored.requestHash !== hash) throw kernelErrors.idempotency_key_reused();
  const first = { status: "held", legs: undefined, captured: undefined, completedAtMs: undefined } as const;
  return { hold: { ...stored, ...first, metadata: undefined }, replayed: true };
}
