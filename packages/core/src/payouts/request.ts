import type { Confirmation } from "../auth/index.ts";
import { AppError, type Customer, derivedId, now, present, providerReference, toWire } from "../kernel/index.ts";
import {
  checkDebit,
  errors as walletErrors,
  type Journal,
  type Movement,
  postOnWallet,
  replay,
  requestHash,
  type Wallet,
  type WrittenOrigin,
} from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { PAYOUT_BOUNDS, payoutFee } from "./fees.ts";
import { maskAccount, type PayoutFacts, type PayoutOrder } from "./model.ts";
import { reservation } from "./ledger.ts";
import type { PayoutProvider } from "./ports.ts";
import { type BeneficiaryRow, findPayout, loadFacts, type PayoutFactsFound } from "./store.ts";

export interface RequestedPayout {
  /** As it was first answered. */
  readonly payout: Journal;
  readonly replayed: boolean;
}

/** What an order depends on beside what is stored. */
export interface Ordering {
  readonly confirm: () => Confirmation;
  /** The mode of the key with which payouts are sent: an account of the other one cannot be paid. */
  readonly mode: PayoutProvider["mode"];
}

/**
 * Reserves amount and fee and takes the order. Nothing is sent from here: the journal's own stream record starts the
 * execution that does, so that neither can be without the other.
 */
export async function requestPayout(
  actor: Customer,
  order: PayoutOrder,
  { confirm, mode }: Ordering,
): Promise<RequestedPayout> {
  const confirmation = confirm();
  const facts = await loadFacts(actor.userId, order, confirmation.reads);
  const confirmed = await confirmation.check(facts.found);
  try {
    return await reserve(actor, order, mode, facts);
  } finally {
    // The money may be reserved by now, and an attempt that is not given back ends by itself: no reason to fail.
    await confirmed.finish().catch(() => undefined);
  }
}

async function reserve(
  actor: Customer,
  order: PayoutOrder,
  mode: Ordering["mode"],
  { wallet, beneficiary }: PayoutFactsFound,
): Promise<RequestedPayout> {
  try {
    if (wallet === undefined) throw walletErrors.wallet_not_found();
    const payout = decidePayout(actor, order, beneficiary, mode);
    return await commitReservation(payout, order, wallet, originOf(actor));
  } catch (refusal) {
    // What was carried out before is answered as then, whatever has changed since.
    const stored = refusal instanceof AppError ? await findPayout(idOf(actor, order)) : undefined;
    if (stored === undefined) throw refusal;
    return again(stored.payout, order);
  }
}

async function commitReservation(
  payout: Journal,
  order: PayoutOrder,
  wallet: Wallet,
  origin: WrittenOrigin,
): Promise<RequestedPayout> {
  const posted = await postOnWallet({
    transactionId: payout.transactionId,
    userId: payout.owner,
    currency: order.currency,
    wallet,
    decide: (image) => decideReservation(image, payout),
    ...reservation(payout, order.beneficiaryId, origin),
  });
  if (posted.posted) return { payout, replayed: false };
  if (posted.by === "also") throw errors.beneficiary_not_payable();
  return again(present(posted.journal, "a journal that is in the way exists"), order);
}

/** The first answer; a reason for a failure came later. */
function again(stored: Journal, order: PayoutOrder): RequestedPayout {
  return { payout: { ...replay(stored, hashOf(order)), metadata: undefined }, replayed: true };
}

/** The name of the operation in ids: its own, not its route's. */
const OPERATION = "payouts/create-payout";

function idOf({ userId }: Customer, { key }: PayoutOrder): string {
  return derivedId(OPERATION, userId, key);
}

/** The order as it will stand in the ledger; throws what the rules refuse. */
export function decidePayout(
  actor: Customer,
  order: PayoutOrder,
  beneficiary: BeneficiaryRow | undefined,
  mode: Ordering["mode"],
): Journal {
  const { amount, currency } = order;
  const { min, max } = PAYOUT_BOUNDS[currency];
  if (amount < min || amount > max) {
    throw errors.payout_amount_out_of_range({ currency, min: toWire(min), max: toWire(max) });
  }
  if (beneficiary === undefined) throw errors.beneficiary_not_found();
  const { verified, recipientCode, accountName, accountLast4, bankName } = beneficiary;
  if (!verified || recipientCode === undefined) throw errors.beneficiary_not_payable();
  if (beneficiary.mode !== mode) throw errors.beneficiary_outdated();
  const transactionId = idOf(actor, order);
  const facts: PayoutFacts = { beneficiaryId: order.beneficiaryId, recipientCode };
  return {
    transactionId,
    kind: "payout",
    status: "pending",
    currency,
    amount,
    fee: payoutFee(amount, currency),
    owner: actor.userId,
    counterparty: {
      kind: "bank",
      name: accountName ?? beneficiary.name,
      account: maskAccount(accountLast4 ?? ""),
      bank: bankName,
    },
    requestHash: hashOf(order),
    reference: order.reference ?? providerReference(transactionId),
    mode,
    createdAtMs: now(),
    external: { ...facts },
  };
}

function hashOf({ key, beneficiaryId, amount, currency, reference = "" }: PayoutOrder): string {
  return requestHash(key, beneficiaryId, String(amount), currency, reference);
}

function originOf({ origin: { requestId } }: Customer): WrittenOrigin {
  return { requestId };
}

/** Amount and fee go from available to reserved. No entry yet: the balance has not changed. */
export function decideReservation(wallet: Wallet, { amount, fee }: Pick<Journal, "amount" | "fee">): Movement {
  checkDebit(wallet, amount + fee);
  return { available: -(amount + fee), reserved: amount + fee, whileStatus: ["active"] };
}
