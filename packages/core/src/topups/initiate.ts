import { batchGet, keyOf } from "@cowry/table";
import {
  CurrencyCode,
  type Customer,
  derivedId,
  errors as kernelErrors,
  type Minor,
  now,
  type RailCurrency,
  SECOND,
  toWire,
} from "../kernel/index.ts";
import {
  checkOwnRoom,
  type Journal,
  journal,
  policyReading,
  profileOf,
  replay,
  requestHash,
  walletItem,
  type WrittenOrigin,
} from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { grossOf } from "./charge-fees.ts";
import {
  ATTEMPTS_MAX,
  CALL_MS,
  checkoutReference,
  grossAmount,
  readFacts,
  TOPUP_BOUNDS,
  type TopupFacts,
  type TopupOrder,
} from "./model.ts";
import { ownerHint } from "./owner-hint.ts";
import type { PaymentProvider } from "./ports.ts";
import { type Admit, admitAs } from "./rates.ts";
import { beginCall, commitAttempt, commitTopup, findTopup, keepAnswer } from "./store.ts";

/** What a deployment says about checkout pages. */
export interface CheckoutPolicy {
  /** Domain of ours for the address that the provider wants of every payer. */
  readonly payerEmailDomain: string;
  /** Origins to which the browser may return; empty: any https origin. */
  readonly callbackOrigins: readonly string[];
  /** Who bears what the provider keeps: `payer` is charged so much more, `platform` pays it. */
  readonly feeBearer: "platform" | "payer";
}

export interface Checkout {
  readonly payments: PaymentProvider;
  readonly policy: CheckoutPolicy;
  readonly admit: Admit;
}

export interface InitiatedTopup {
  readonly transactionId: string;
  readonly reference: string;
  readonly paymentUrl: string;
  /** What the payer is charged, and the part of it that is the fee. */
  readonly charged: Minor;
  readonly fee: Minor;
  /** The stored answer of an earlier request with this key. */
  readonly replayed: boolean;
}

/**
 * Opens a checkout page for this amount. The order is written down before the provider hears of it, so that no event
 * can arrive for a reference we do not know; the page's address is written down before the caller hears of it, so that
 * the same key always gives the same page. Throws `rate_limited` before anything is written.
 */
export async function initiateTopup(actor: Customer, order: TopupOrder, checkout: Checkout): Promise<InitiatedTopup> {
  checkOrder(order, checkout.policy);
  const topup = newTopup(actor, order, checkout);
  const known = await checkOwnWallet(topup);
  // What was answered before is answered again, however often; all else asks the provider.
  if (known?.response === undefined) await admitAs("page", checkout.admit, actor.userId);
  const stored = known ?? (await commitTopup(topup, originOf(actor)));
  if (stored === undefined) return answer(await openPage(topup, order, checkout), false);
  replay(stored, topup.requestHash ?? "");
  if (stored.response !== undefined) return answer(stored, true);
  // Nobody ever saw a page of it, and it was given up: what would be paid on a new one nobody would look for. On a page
  // of the other mode nothing could be paid that is this order's.
  if (stored.status !== "pending" || stored.mode !== checkout.payments.mode) throw errors.topup_ended();
  return answer(await openAgain(stored, order, checkout), true);
}

/**
 * Refuses a page whose payment the wallet could not hold even if nothing else came: the payer would find out too late.
 * Not certain, and so no promise: what is paid is credited whatever the wallet holds by then, and others can pay nothing
 * into it until it is below its maximum again. The same order, where it was taken before: that is answered as it was.
 */
async function checkOwnWallet(topup: Journal): Promise<Journal | undefined> {
  const { transactionId, owner: userId, currency, amount } = topup;
  const rules = policyReading();
  const found = await batchGet([
    keyOf(walletItem, { userId, currency }),
    keyOf(journal, { transactionId }),
    ...rules.reads,
  ]);
  const [known, wallet] = [found.get(journal, { transactionId }), found.get(walletItem, { userId, currency })];
  const policy = rules.take(found);
  if (known !== undefined || wallet === undefined) return known;
  const { balanceMax } = policy.limits(profileOf(wallet), CurrencyCode.parse(currency));
  checkOwnRoom(wallet, amount, balanceMax);
  return undefined;
}

/** Throws unless what is charged is within the provider's bounds. */
export function checkAmount(
  { amount, currency }: Pick<TopupOrder, "amount" | "currency">,
  { feeBearer }: Pick<CheckoutPolicy, "feeBearer">,
): void {
  const { min, max } = TOPUP_BOUNDS[currency];
  if (amount < min || amount + feeFor(amount, currency, feeBearer) > max) {
    throw errors.topup_amount_out_of_range({ currency, min: toWire(min), max: toWire(max) });
  }
}

/** The same, and it returns to an origin of ours. */
export function checkOrder(order: TopupOrder, policy: CheckoutPolicy): void {
  const { callbackUrl } = order;
  const { callbackOrigins } = policy;
  checkAmount(order, policy);
  if (callbackUrl === undefined) return;
  const url = URL.canParse(callbackUrl) ? new URL(callbackUrl) : undefined;
  const plain = url !== undefined && url.protocol === "https:" && url.username === "" && url.password === "";
  const listed = plain && (callbackOrigins.length === 0 || callbackOrigins.includes(url.origin));
  if (!listed) throw errors.callback_not_allowed();
}

/** What is charged on top, where the payer bears the fee. */
export function feeFor(amount: Minor, currency: RailCurrency, feeBearer: CheckoutPolicy["feeBearer"]): Minor {
  return feeBearer === "payer" ? grossOf(amount, currency) - amount : 0n;
}

function newTopup(actor: Customer, order: TopupOrder, { payments, policy }: Checkout): Journal {
  const transactionId = derivedId("topups/initiate-topup", actor.userId, order.key);
  const atMs = now();
  const keeps = order.saveCard === true ? { keepFor: payerEmail(actor.userId, policy.payerEmailDomain) } : {};
  const facts: TopupFacts = { method: order.method, attempt: 1, attemptAtMs: atMs, ...keeps };
  return {
    transactionId,
    kind: "topup",
    status: "pending",
    currency: order.currency,
    amount: order.amount,
    fee: feeFor(order.amount, order.currency, policy.feeBearer),
    owner: actor.userId,
    counterparty: { kind: "provider", name: "Paystack" },
    requestHash: hashOf(order),
    reference: checkoutReference(transactionId, 1),
    mode: payments.mode,
    createdAtMs: atMs,
    metadata: { payment_method: order.method },
    external: { ...facts },
  };
}

function hashOf({ key, amount, currency, method, callbackUrl = "", saveCard = false }: TopupOrder): string {
  return requestHash(key, `${amount}`, currency, method, callbackUrl, ...(saveCard ? ["save_card"] : []));
}

function originOf({ origin: { requestId } }: Customer): WrittenOrigin {
  return { requestId };
}

/**
 * The page of an order that was taken before. Its call is written down before it is made, by one caller alone: the page
 * has its whole time from then on, or the order has ended and there is none.
 */
async function openAgain(stored: Journal, order: TopupOrder, checkout: Checkout): Promise<Journal> {
  const { attemptAtMs } = readFacts(stored.external);
  const atMs = now();
  if (atMs < attemptAtMs + CALL_MS) return openPage(stored, order, checkout);
  const calling = await beginCall(stored, atMs);
  if (calling !== undefined) return openPage(calling, order, checkout, attemptAtMs);
  const seen = await awaitTwin(stored.transactionId);
  if (seen === undefined) throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1 });
  return seen;
}

/** `calledAtMs`: when the provider was called for this reference before, or is now for the first time. */
async function openPage(
  topup: Journal,
  order: TopupOrder,
  checkout: Checkout,
  calledAtMs = readFacts(topup.external).attemptAtMs,
): Promise<Journal> {
  const { attempt } = readFacts(topup.external);
  const reference = checkoutReference(topup.transactionId, attempt);
  const opened = await checkout.payments.initialize({
    reference,
    metadata: { owner: ownerHint(topup) },
    email: payerEmail(topup.owner, checkout.policy.payerEmailDomain),
    amount: grossAmount(topup),
    currency: order.currency,
    channels: [order.method],
    callbackUrl: order.callbackUrl,
  });
  switch (opened.outcome) {
    case "ready":
      return keepAnswer(topup, { paymentUrl: opened.paymentUrl, reference });
    case "duplicate":
      return afterLostAnswer(topup, order, checkout, calledAtMs);
    case "refused":
      throw errors.payment_refused(undefined, { context: { provider: opened.code } });
    case "unknown":
      throw kernelErrors.unavailable(undefined, { retryAfterSeconds: opened.retryAfterSeconds ?? 5 });
  }
}

/** Long enough for a twin to write down its answer, short enough to wait for. */
const TWIN_PAUSES_MS = [50, 150, 300, 600] as const;

/**
 * The provider has the reference, we have no address, and it tells no address twice. Either a request with the same key
 * is about to write it down: wait a moment. Or that answer is lost: nobody ever saw this page, so a page under the next
 * reference takes its place, once no call for the old one can be on its way any more.
 */
async function afterLostAnswer(
  topup: Journal,
  order: TopupOrder,
  checkout: Checkout,
  calledAtMs: number,
): Promise<Journal> {
  const twins = await awaitTwin(topup.transactionId);
  if (twins !== undefined) return twins;
  const facts = readFacts(topup.external);
  const waitMs = calledAtMs + CALL_MS - now();
  if (waitMs > 0 || facts.attempt >= ATTEMPTS_MAX) {
    throw kernelErrors.unavailable(undefined, { retryAfterSeconds: Math.ceil(Math.max(waitMs, SECOND) / SECOND) });
  }
  const next: TopupFacts = { ...facts, attempt: facts.attempt + 1, attemptAtMs: now() };
  const seen = await commitAttempt(topup, next, checkoutReference(topup.transactionId, next.attempt));
  if (seen.response !== undefined) return seen;
  // It has ended meanwhile: what would be paid on a new page nobody would look for.
  if (seen.status !== "pending") throw errors.topup_ended();
  return openPage(seen, order, checkout);
}

/** The answer that a request with the same key is about to write down, if it does so soon. */
async function awaitTwin(transactionId: string): Promise<Journal | undefined> {
  for (const pauseMs of TWIN_PAUSES_MS) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    const seen = await findTopup(transactionId);
    if (seen?.response !== undefined) return seen;
  }
  return undefined;
}

/** The provider wants an e-mail address of every payer. Ours names nobody: not the phone, not even the user id. */
export function payerEmail(userId: string, domain: string): string {
  return `payer-${derivedId("payer-email", userId).replaceAll("-", "")}@${domain}`;
}

function answer(topup: Journal, replayed: boolean): InitiatedTopup {
  const { transactionId, response, fee } = topup;
  const paymentUrl = response?.["paymentUrl"];
  const reference = response?.["reference"];
  if (typeof paymentUrl !== "string" || typeof reference !== "string") {
    throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1 });
  }
  return { transactionId, reference, paymentUrl, charged: grossAmount(topup), fee, replayed };
}
