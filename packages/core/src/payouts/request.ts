import type { Write } from "@cowry/table";
import type { Confirmation } from "../auth/index.ts";
import {
  AppError,
  derivedId,
  errors as kernelErrors,
  now,
  present,
  providerReference,
  toWire,
} from "../kernel/index.ts";
import {
  checkDebit,
  countSpending,
  errors as walletErrors,
  feeOf,
  type Journal,
  type Movement,
  type Policy,
  postOnWallet,
  quotedFee,
  replay,
  requestHash,
  shares,
  type Wallet,
  type WrittenOrigin,
} from "../wallet/index.ts";
import { findChoice } from "./account-store.ts";
import { errors } from "./errors.ts";
import { PAYOUT_BOUNDS } from "./fees.ts";
import { maskAccount, type PayoutFacts, type PayoutOrder, type PayoutWish, readFacts } from "./model.ts";
import { reservation } from "./ledger.ts";
import type { PayoutProvider } from "./ports.ts";
import { type BeneficiaryRow, findPayout, loadFacts, type PayoutFactsFound } from "./store.ts";

export interface RequestedPayout {
  /** As it was first answered. */
  readonly payout: Journal;
  readonly replayed: boolean;
}

/** Out of whose wallet it is paid: the customer who asks, or a merchant for whom two of the staff do. */
export interface Payer {
  readonly userId: string;
  readonly origin: { readonly requestId: string };
}

/** What an order depends on beside what is stored. */
export interface Ordering {
  readonly confirm: () => Confirmation;
  /** The mode of the key with which payouts are sent: an account of the other one cannot be paid. */
  readonly mode: PayoutProvider["mode"];
  /** What else is written in the transaction that reserves the money; where it may not be, nothing is. */
  readonly also?: ((transactionId: string) => readonly Write[]) | undefined;
}

/**
 * Reserves amount and fee and takes the order. Nothing is sent from here: the journal's own stream record starts the
 * execution that does, so that neither can be without the other.
 */
export async function requestPayout(
  actor: Payer,
  wish: PayoutWish,
  { confirm, mode, also }: Ordering,
): Promise<RequestedPayout> {
  const confirmation = confirm();
  const order = await withAccount(actor, wish);
  const facts = await loadFacts(actor.userId, order, confirmation.reads);
  const confirmed = await confirmation.check(facts.found);
  try {
    return await reserve(actor, order, facts, { mode, also, isReduced: confirmed.reducedLimits });
  } finally {
    // The money may be reserved by now, and an attempt that is not given back ends by itself: no reason to fail.
    await confirmed.finish().catch(() => undefined);
  }
}

/** With the account that was chosen, where none is named; what was carried out before is about the one of then. */
async function withAccount(actor: Payer, wish: PayoutWish): Promise<PayoutOrder> {
  const { beneficiaryId: named } = wish;
  if (named !== undefined) return { ...wish, beneficiaryId: named };
  const [chosen, before] = await Promise.all([findChoice(actor.userId), findPayout(idOf(actor, wish))]);
  const beneficiaryId = before === undefined ? chosen : readFacts(before.payout).beneficiaryId;
  if (beneficiaryId === undefined) throw errors.payout_account_not_chosen();
  return { ...wish, beneficiaryId, byChoice: true };
}

async function reserve(
  actor: Payer,
  order: PayoutOrder,
  { wallet, beneficiary, policy }: PayoutFactsFound,
  { mode, also, isReduced }: Pick<Ordering, "mode" | "also"> & Pick<Terms, "isReduced">,
): Promise<RequestedPayout> {
  try {
    if (wallet === undefined) throw walletErrors.wallet_not_found();
    const payout = decidePayout(actor, order, beneficiary, { mode, policy });
    const others = also?.(payout.transactionId) ?? [];
    return await commitReservation(payout, order, wallet, { policy, isReduced, origin: originOf(actor), others });
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
  { origin, others, ...terms }: Terms & { readonly origin: WrittenOrigin; readonly others: readonly Write[] },
): Promise<RequestedPayout> {
  const reserving = reservation(payout, order.beneficiaryId, origin);
  const posted = await postOnWallet({
    transactionId: payout.transactionId,
    userId: payout.owner,
    currency: order.currency,
    wallet,
    decide: (image) => decideReservation(image, payout, terms),
    ...reserving,
    also: [...(reserving.also ?? []), ...others],
  });
  if (posted.posted) return { payout, replayed: false };
  if (posted.by === "also" && others.some(({ rule }) => rule === posted.rule)) throw kernelErrors.unavailable();
  if (posted.by === "also") throw errors.beneficiary_not_payable();
  return again(present(posted.journal, "a journal that is in the way exists"), order);
}

/** The first answer; a reason for a failure came later. */
function again(stored: Journal, order: PayoutOrder): RequestedPayout {
  return { payout: { ...replay(stored, hashOf(order)), metadata: undefined }, replayed: true };
}

/** The name of the operation in ids: its own, not its route's. */
const OPERATION = "payouts/create-payout";

/** The payout that an order with this key is, whether there is one or not. */
export function payoutIdFor(userId: string, key: string): string {
  return derivedId(OPERATION, userId, key);
}

function idOf({ userId }: Payer, { key }: Pick<PayoutOrder, "key">): string {
  return payoutIdFor(userId, key);
}

/**
 * The order as it will stand in the ledger; throws what the rules refuse. Its amount is what the bank account gets: where
 * the policy keeps the fee back of it, that much less than was asked.
 */
export function decidePayout(
  actor: Payer,
  order: PayoutOrder,
  beneficiary: BeneficiaryRow | undefined,
  { mode, policy }: Pick<Ordering, "mode"> & Pick<Terms, "policy">,
): Journal {
  const { currency } = order;
  const { amount, fee } = decideAmounts(actor, order, policy);
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
    fee,
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
    note: order.note,
    createdAtMs: now(),
    external: { ...facts },
  };
}

function decideAmounts({ userId }: Payer, order: PayoutOrder, policy: Policy) {
  const { amount, currency, quote } = order;
  const asset = policy.asset(currency);
  if (!asset.active) throw walletErrors.asset_inactive();
  const bounds = PAYOUT_BOUNDS[currency];
  const min = bounds.min > asset.min ? bounds.min : asset.min;
  const max = bounds.max < asset.max ? bounds.max : asset.max;
  const kind = "payout";
  const fee =
    quote === undefined
      ? feeOf(policy.fee(kind, currency), amount)
      : quotedFee(userId, { kind, amount, currency }, quote, now());
  const { received } = shares(amount, fee);
  if (amount > max || received < min) {
    throw errors.payout_amount_out_of_range({ currency, min: toWire(min), max: toWire(max) });
  }
  return { amount: received, fee: fee.amount };
}

function hashOf({ key, beneficiaryId, byChoice, amount, currency, reference = "" }: PayoutOrder): string {
  return requestHash(key, byChoice === true ? "" : beneficiaryId, String(amount), currency, reference);
}

function originOf({ origin: { requestId } }: Payer): WrittenOrigin {
  return { requestId };
}

/** The rules a reservation is decided by. */
export interface Terms {
  readonly policy: Policy;
  /** The PIN was reset lately: less may be paid out. */
  readonly isReduced: boolean;
}

/**
 * Amount and fee go from available to reserved, and the amount counts towards the limits. No entry yet: the balance has
 * not changed.
 */
export function decideReservation(
  wallet: Wallet,
  { amount, fee, createdAtMs: atMs }: Pick<Journal, "amount" | "fee" | "createdAtMs">,
  { policy, isReduced }: Terms,
): Movement {
  checkDebit(wallet, amount + fee);
  const usage = countSpending(wallet, policy, { amount, isReduced, atMs });
  return { available: -(amount + fee), reserved: amount + fee, usage, whileStatus: ["active"] };
}
