import type { Confirmation } from "../auth/index.ts";
import {
  CurrencyCode,
  type Customer,
  derivedId,
  errors as kernelErrors,
  HOUR,
  type Minor,
  never,
  now,
  present,
  type RailCurrency,
  SECOND,
} from "../kernel/index.ts";
import {
  checkOwnRoom,
  CREDITABLE,
  errors as walletErrors,
  type Journal,
  profileOf,
  replay,
  requestHash,
} from "../wallet/index.ts";
import { isOpen } from "./ask.ts";
import {
  type CardFacts,
  type CardRow,
  commitCardTopup,
  findCard,
  findPreferred,
  keepFirstAnswer,
  loadCardFacts,
} from "./card-store.ts";
import { authorizationOf, checkNewCard, isExpired, isNew, NEW_CARD } from "./cards.ts";
import { errors } from "./errors.ts";
import { checkAmount, type CheckoutPolicy, feeFor } from "./initiate.ts";
import { CALL_MS, checkoutReference, grossAmount, readFacts, type TopupFacts } from "./model.ts";
import { ownerHint } from "./owner-hint.ts";
import type { CardCharger, CardChargeOutcome, Charge } from "./ports.ts";
import { type Admit, admitAs } from "./rates.ts";
import { settleCardless } from "./settle.ts";
import { beginCall, commitEnd, findTopup } from "./store.ts";

/**
 * A top-up by a card that was saved. The order is written down before the provider hears of it, under the one reference
 * that it ever has: sent again, the provider itself says that it is there. What the provider does not tell at once is a
 * top-up that is pending: its event, its owner and the sweep settle it like any other.
 */

export interface CardOrder {
  readonly amount: Minor;
  readonly currency: RailCurrency;
  /** Undefined: the preferred one. */
  readonly cardId: string | undefined;
  /** Idempotency key. */
  readonly key: string;
}

export interface Charging {
  readonly confirm: () => Confirmation;
  readonly admit: Admit;
  readonly provider: CardCharger;
  readonly policy: Pick<CheckoutPolicy, "feeBearer">;
}

/** How a top-up by card stood when it was first answered. */
export const CARD_ANSWERS = ["completed", "pending", "failed", "held"] as const;
export type CardAnswer = (typeof CARD_ANSWERS)[number];

export interface CardTopup {
  readonly transactionId: string;
  readonly reference: string;
  readonly status: CardAnswer;
  /** Where its owner must confirm before anything is charged. */
  readonly paymentUrl: string | undefined;
  readonly charged: Minor;
  readonly fee: Minor;
  readonly replayed: boolean;
}

/** Charges a saved card for this much in the wallet, once for each key. Throws `unavailable` beside its own first call. */
export async function topUpByCard(actor: Customer, order: CardOrder, by: Charging): Promise<CardTopup> {
  const { userId } = actor;
  checkAmount(order, by.policy);
  const confirmation = by.confirm();
  const transactionId = idOf(actor, order);
  const cardId = order.cardId ?? (await findPreferred(userId));
  const facts = await loadCardFacts({ userId, currency: order.currency, cardId, transactionId }, confirmation.reads);
  const confirmed = await confirmation.check(facts.found);
  try {
    return await carryOut(actor, order, facts, by);
  } finally {
    // The card may be charged by now, and an attempt that is not given back ends by itself: no reason to fail.
    await confirmed.finish().catch(() => undefined);
  }
}

/** The name of the operation in ids: its own, not its route's. */
const OPERATION = "topups/charge-card";

function idOf({ userId }: Customer, { key }: CardOrder): string {
  return derivedId(OPERATION, userId, key);
}

function hashOf({ key, amount, currency, cardId = "" }: CardOrder): string {
  return requestHash(key, String(amount), currency, "saved_card", cardId);
}

async function carryOut(actor: Customer, order: CardOrder, facts: CardFacts, by: Charging): Promise<CardTopup> {
  if (facts.stored !== undefined) return again(facts.stored, order, by);
  const { topup, card } = decideCardTopup(actor, order, facts, by);
  await admitAs("card", by.admit, actor.userId);
  const newMax = isNew(card, topup.createdAtMs) ? NEW_CARD.chargeMax[order.currency] : undefined;
  const taken = await commitCardTopup(topup, card, { origin: { requestId: actor.origin.requestId }, newMax });
  if (taken.outcome === "known") return again(taken.topup, order, by);
  if (taken.outcome === "not_taken") throw refusal(taken.card, topup, order);
  return answer(topup, await charge(topup, card, by, true), false);
}

/** Why the card, as it is now, does not let the order: another one was faster. */
function refusal(card: CardRow | undefined, { amount, fee, createdAtMs }: Journal, { currency }: CardOrder) {
  if (card?.state !== "kept") return errors.card_not_found();
  checkNewCard(card, amount + fee, currency, createdAtMs);
  return underWay(SECOND);
}

/** The order as it will stand in the ledger; throws what the rules refuse. Pure. */
export function decideCardTopup(
  actor: Customer,
  order: CardOrder,
  { wallet, card, policy }: Pick<CardFacts, "wallet" | "card" | "policy">,
  { provider, policy: { feeBearer } }: Pick<Charging, "provider" | "policy">,
): { readonly topup: Journal; readonly card: CardRow } {
  const { amount, currency } = order;
  if (wallet === undefined) throw walletErrors.wallet_not_found();
  if (!CREDITABLE.includes(wallet.status)) {
    throw wallet.status === "closed" ? walletErrors.wallet_closed() : walletErrors.wallet_blocked();
  }
  if (card?.state !== "kept") throw errors.card_not_found();
  if (card.mode !== provider.mode) throw errors.card_outdated();
  const atMs = now();
  if (isExpired(card, atMs)) throw errors.card_expired();
  const fee = feeFor(amount, currency, feeBearer);
  checkOwnRoom(wallet, amount, policy.limits(profileOf(wallet), CurrencyCode.parse(currency)).balanceMax);
  checkNewCard(card, amount + fee, currency, atMs);
  const transactionId = idOf(actor, order);
  const facts: TopupFacts = { method: "saved_card", attempt: 1, attemptAtMs: atMs, cardId: card.cardId };
  const topup: Journal = {
    transactionId,
    kind: "topup",
    status: "pending",
    currency,
    amount,
    fee,
    owner: actor.userId,
    counterparty: { kind: "provider", name: "Paystack" },
    requestHash: hashOf(order),
    reference: checkoutReference(transactionId, 1),
    mode: provider.mode,
    createdAtMs: atMs,
    metadata: { payment_method: "saved_card" },
    external: { ...facts },
  };
  return { topup, card };
}

/** For how long an order whose answer was lost may still be sent: it is the same order, under the same reference. */
const SENT_WITHIN_MS = HOUR;

/**
 * What was taken before: the answer that it had then. One that never had any was cut off, before or behind the call: the
 * provider is asked first, and hears of it again only when it knows nothing. Throws `unavailable` while a call may be
 * under way: it alone learns the page on which an owner confirms, so that no second one goes beside it, and nothing is
 * answered for it.
 */
async function again(stored: Journal, order: CardOrder, by: Charging): Promise<CardTopup> {
  replay(stored, hashOf(order));
  const kept = stored.response;
  if (kept !== undefined) return shown(stored, kept, true);
  return answer(stored, isOpen(stored) ? await resume(stored, by) : { status: standing(stored) }, true);
}

interface Charged {
  readonly status: CardAnswer;
  readonly paymentUrl?: string;
}

/** By the card that was written down: another one may be preferred by now. */
async function resume(stored: Journal, by: Charging): Promise<Charged> {
  // A key of the other mode knows nothing of it, and would charge what the order does not say.
  if (stored.mode !== by.provider.mode) return { status: "pending" };
  const found = await by.provider.verifyCharge(checkoutReference(stored.transactionId, 1));
  const told = found.outcome === "found" ? await heed(stored, found) : undefined;
  if (told !== undefined && told.status !== "pending") return told;
  // Read after the provider was asked: whose call it knows of has said so before.
  const topup = present(await findTopup(stored.transactionId), "a journal is never removed");
  const { cardId, attemptAtMs } = readFacts(topup.external);
  const atMs = now();
  if (atMs < attemptAtMs + CALL_MS) throw underWay(attemptAtMs + CALL_MS - atMs);
  if (found.outcome !== "not_found" || atMs - topup.createdAtMs >= SENT_WITHIN_MS) return { status: "pending" };
  const card = cardId === undefined ? undefined : await findCard(topup.owner, cardId);
  if (card?.state !== "kept" || card.mode !== by.provider.mode) return { status: "pending" };
  const calling = await beginCall(topup, atMs);
  if (calling === undefined) throw underWay(CALL_MS);
  return charge(calling, card, by, false);
}

function underWay(forMs: number) {
  return kernelErrors.unavailable(undefined, { retryAfterSeconds: Math.ceil(forMs / SECOND) });
}

/** One call. `isFirst`: no other call for this order has been made, so that its refusal is the provider's last word. */
async function charge(topup: Journal, card: CardRow, { provider }: Charging, isFirst: boolean): Promise<Charged> {
  // An instance that was frozen in between may not wake up to charge for an order that has ended since.
  if (now() >= readFacts(topup.external).attemptAtMs + CALL_MS) throw underWay(CALL_MS);
  const reference = checkoutReference(topup.transactionId, 1);
  const outcome: CardChargeOutcome = await provider.chargeSavedCard({
    reference,
    metadata: { owner: ownerHint(topup) },
    authorizationCode: authorizationOf(card),
    email: card.payer ?? "",
    amount: grossAmount(topup),
    currency: topup.currency,
  });
  switch (outcome.outcome) {
    case "charged":
      return heed(topup, outcome);
    case "paused":
      return { status: "pending", paymentUrl: outcome.paymentUrl };
    case "exists": {
      const found = await provider.verifyCharge(reference);
      return found.outcome === "found" ? heed(topup, found) : { status: "pending" };
    }
    case "refused":
      return isFirst ? failed(topup, "card_refused") : { status: "pending" };
    case "unknown":
      return { status: "pending" };
    default:
      return never(outcome, "answer to a charge");
  }
}

/** What the provider says of the charge. Only a success and a plain no end anything. */
async function heed(topup: Journal, told: Charge): Promise<Charged> {
  if (told.status === "success") {
    const settlement = await settleCardless(topup, told);
    return { status: settlement === "credited" || settlement === "already" ? "completed" : "held" };
  }
  return told.status === "failed" ? failed(topup, "card_declined") : { status: "pending" };
}

async function failed(topup: Journal, failure: "card_refused" | "card_declined"): Promise<Charged> {
  if (await commitEnd(topup, "failed", now(), failure)) return { status: "failed" };
  // Another delivery was faster, and it may have brought the money.
  const seen = await findTopup(topup.transactionId);
  return { status: seen === undefined ? "pending" : standing(seen) };
}

function standing({ status }: Journal): CardAnswer {
  if (status === "completed" || status === "reversed") return "completed";
  if (status === "failed" || status === "cancelled") return "failed";
  return status === "held" ? "held" : "pending";
}

/** Kept before the caller hears of it, so that the same key is answered the same for ever. */
async function answer(topup: Journal, { status, paymentUrl }: Charged, replayed: boolean): Promise<CardTopup> {
  const told = paymentUrl === undefined ? { status } : { status, paymentUrl };
  return shown(topup, await keepFirstAnswer(topup, told), replayed);
}

function shown(topup: Journal, response: Readonly<Record<string, unknown>>, replayed: boolean): CardTopup {
  const { status: word, paymentUrl } = response;
  const status = CARD_ANSWERS.find((known) => known === word);
  if (status === undefined) throw kernelErrors.internal_error();
  return {
    transactionId: topup.transactionId,
    reference: checkoutReference(topup.transactionId, 1),
    status,
    paymentUrl: typeof paymentUrl === "string" ? paymentUrl : undefined,
    charged: grossAmount(topup),
    fee: topup.fee,
    replayed,
  };
}
