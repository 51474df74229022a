import { absent, put } from "@cowry/table";
import {
  type Currency,
  CurrencyCode,
  derivedId,
  errors as kernelErrors,
  jitter,
  now,
  present,
  showAmount,
} from "../kernel/index.ts";
import {
  checkOwnRoom,
  commitMovements,
  countBack,
  type Counterparty,
  CREDITABLE,
  DEBITABLE,
  type Each,
  errors as walletErrors,
  feeLegs,
  feeOf,
  type Journal,
  journal,
  type Leg,
  movedMoney,
  type Movement,
  type Policy,
  profileOf,
  requestHash,
  type Wallet,
  type WalletLeg,
  withPayee,
} from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { type Capturer, type HoldJournal, leftOf, payeeOf, statusOf, wholeCapture } from "./model.ts";
import { findCapture, findParties, partWrite, wholeWrite } from "./store.ts";

const OPERATION = "holds/capture-hold";
/** A hold is captured by one payee: rivals are few. */
const TRIES_MAX = 12;

export interface CaptureOrder {
  /** Absent: all that is left. */
  readonly amount?: bigint | undefined;
  /** Of the amount: that of the hold. */
  readonly currency: Currency;
  /** What is left afterwards is released at once. */
  readonly final: boolean;
  /** The idempotency key. */
  readonly key: string;
}

export interface Captured {
  /** The transaction that moved the money: the hold's own when it was captured whole. */
  readonly transaction: Journal;
  readonly replayed: boolean;
}

type Parties = Each<"payer" | "payee", Wallet>;

/** What a capture is, on this image of the hold. */
interface Capture {
  readonly hold: HoldJournal;
  readonly captureId: string;
  readonly hash: string;
  readonly amount: bigint;
  readonly released: bigint;
  readonly requestId: string;
}

/** The same with what it costs its payee. */
interface Priced extends Capture {
  readonly fee: bigint;
  /** The most that the payee's wallet may hold. */
  readonly balanceMax: bigint | undefined;
}

/**
 * Takes what was promised to the actor: whole or a part, once for each key. Three round trips: the hold, both wallets,
 * and five items when it is the whole at once, six when it is a part. The order has been counted towards the payer's limits;
 * what is released with the capture counts no more. The policy's fee for holds is kept back of what is captured.
 */
export async function captureHold(actor: Capturer, holdId: string, order: CaptureOrder): Promise<Captured> {
  const captureId = derivedId(OPERATION, actor.userId, holdId, order.key);
  const hash = requestHash(order.key, holdId, String(order.amount ?? "all"), String(order.final));
  const { requestId } = actor.origin;
  for (let tries = 1; tries <= TRIES_MAX; tries++) {
    const { hold, part } = await findCapture(holdId, captureId);
    if (hold === undefined || payeeOf(hold) !== actor.userId) throw errors.hold_not_found();
    const before = answered(hold, part, captureId, hash);
    if (before !== undefined) return before;
    const capture = { hold, captureId, hash, requestId, ...decideAmounts(hold, order) };
    const done = await move(capture);
    if (done !== undefined) return done;
    await new Promise((resolve) => setTimeout(resolve, jitter() * Math.min(200, 10 * 2 ** tries)));
  }
  throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { holdId } });
}

/** The answer that was given before; 409 when the key stood for another capture. */
function answered(hold: HoldJournal, part: Journal | undefined, captureId: string, hash: string): Captured | undefined {
  const whole = wholeCapture(hold);
  if (part === undefined && whole.capture !== captureId) return undefined;
  if ((part?.requestHash ?? whole.captureHash) !== hash) throw kernelErrors.idempotency_key_reused();
  // As it was answered first, whatever has been given back of it since.
  return { transaction: { ...(part ?? hold), status: "completed" }, replayed: true };
}

/** How much, and what is given back with it; throws refusals. Pure but for the clock. */
function decideAmounts(hold: HoldJournal, { amount, currency: ordered, final }: CaptureOrder) {
  const status = statusOf(hold);
  if (status === "expired") throw errors.hold_expired();
  if (status !== "open") throw errors.hold_ended();
  const left = leftOf(hold);
  const wanted = amount ?? left;
  const currency = CurrencyCode.parse(hold.currency);
  if (amount !== undefined && ordered !== currency) throw errors.hold_currency_mismatch();
  if (wanted > left) {
    throw errors.capture_exceeds_hold({ left: showAmount(left, currency), currency });
  }
  return { amount: wanted, released: final ? left - wanted : 0n };
}

/** Undefined when the hold has changed meanwhile. */
async function move(capture: Capture): Promise<Captured | undefined> {
  const { hold, captureId, amount } = capture;
  const found = await findParties({ payer: hold.owner, payee: payeeOf(hold) }, hold.currency);
  const wallets = {
    payer: present(found.payer, "a wallet is never removed"),
    payee: present(found.payee, "a wallet is never removed"),
  };
  const priced = price(capture, wallets, found.policy);
  const isWhole = amount === hold.amount;
  const committed = await commitMovements({
    transactionId: isWhole ? hold.transactionId : captureId,
    wallets,
    decide: (parties) => decideCapture(priced, parties, isWhole),
    ...(isWhole ? wholeWrites(priced) : partWrites(priced)),
  }).catch((error: unknown): undefined => {
    if (error === STALE) return undefined;
    throw error;
  });
  if (committed === undefined || !committed.posted) return undefined;
  const legs = { payer: committed.postings.payer.leg, payee: committed.postings.payee.leg };
  return { transaction: isWhole ? wholeJournal(priced, legs) : partJournal(priced, legs), replayed: false };
}

/** What the policy of the day says about it. */
function price(capture: Capture, { payee }: Parties, policy: Policy): Priced {
  const currency = CurrencyCode.parse(capture.hold.currency);
  const { amount: fee } = feeOf(policy.fee("hold", currency), capture.amount);
  if (fee >= capture.amount) throw walletErrors.fee_exceeds_amount({ fee: showAmount(fee, currency), currency });
  return { ...capture, fee, balanceMax: policy.limits(profileOf(payee), currency).balanceMax };
}

/** Thrown where the wallet shows that the hold is not as it was read; it is read again. */
const STALE = new Error("the hold has changed");

/** What a capture does to both wallets, or why it may not be. Pure but for the clock. */
function decideCapture(
  capture: Priced,
  { payer, payee }: Parties,
  isWhole: boolean,
): Each<"payer" | "payee", Movement> {
  const { hold, captureId, amount, released, fee, balanceMax, requestId } = capture;
  if (payer.reserved < amount + released) throw STALE;
  if (!DEBITABLE.includes(payer.status)) throw errors.hold_not_capturable();
  if (!CREDITABLE.includes(payee.status))
    throw payee.status === "closed" ? walletErrors.wallet_closed() : walletErrors.wallet_blocked();
  checkOwnRoom(payee, amount - fee, balanceMax);
  const transactionId = isWhole ? hold.transactionId : captureId;
  const common = { transactionId, kind: "hold", note: hold.note } as const;
  const person = ({ userId, displayName }: Wallet): Counterparty => ({ kind: "person", name: displayName, userId });
  const { reference, createdAtMs: orderedAtMs } = hold;
  return {
    payer: {
      available: released,
      reserved: -(amount + released),
      whileStatus: DEBITABLE,
      recentPayees: withPayee(payer.recentPayees, payer.userId, payee.userId),
      ...(released > 0n ? { usage: countBack(payer, { amount: released, orderedAtMs, isPart: true }, now()) } : {}),
      entry: { ...common, counterparty: person(payee), reference, ...(isWhole ? { external: true } : {}) },
    },
    payee: {
      available: amount - fee,
      reserved: 0n,
      balanceMax,
      whileStatus: CREDITABLE,
      entry: { ...common, fee: fee > 0n ? fee : undefined, counterparty: person(payer), origin: { requestId } },
    },
  };
}

type Legs = Each<"payer" | "payee", WalletLeg | undefined>;

/** All legs of the transaction, and the time at which it stands in the payer's chain. */
function legsOf(
  { hold, fee }: Priced,
  { payer, payee }: Legs,
): { readonly all: readonly Leg[]; readonly atMs: number } {
  const paid = present(payer, "the payer has an entry");
  const all = [paid, present(payee, "the payee has an entry"), ...feeLegs(fee, hold.currency)];
  return { all, atMs: paid.atMs };
}

function wholeWrites(capture: Priced) {
  const { hold, captureId, hash } = capture;
  return {
    journal: (legs: Legs) => {
      const { all, atMs } = legsOf(capture, legs);
      return wholeWrite(hold, all, { capture: captureId, captureHash: hash }, atMs);
    },
    also: [],
    isDone: (stored: Journal) => wholeCapture(stored).capture === captureId,
  };
}

function partWrites(capture: Priced) {
  const { hold, captureId, amount, released } = capture;
  const captured = (hold.captured ?? 0n) + amount;
  return {
    journal: (legs: Legs) => put(journal, partJournal(capture, legs), { rule: "journal", when: [absent()] }),
    // Anew for each attempt: a hold whose time ends while others are in the way is over.
    also: () => [partWrite(hold, { captured, lastPart: captureId }, captured + released === hold.amount, now())],
    isDone: () => true,
  };
}

/** A hold that has become the transaction. */
function wholeJournal(capture: Priced, legs: Legs): Journal {
  const { all, atMs } = legsOf(capture, legs);
  return { ...capture.hold, status: "completed", completedAtMs: atMs, ...movedMoney(all, "completed") };
}

/** A part of a hold as a transaction of its own. */
function partJournal(capture: Priced, legs: Legs): Journal {
  const { hold, captureId, hash, amount } = capture;
  const { all, atMs } = legsOf(capture, legs);
  const { kind, currency, owner, ownerName, counterparty, note, reference } = hold;
  return {
    transactionId: captureId,
    kind,
    status: "completed",
    currency,
    amount,
    fee: 0n,
    owner,
    ownerName,
    counterparty: counterparty === undefined ? undefined : { kind: counterparty.kind, name: counterparty.name },
    ...movedMoney(all, "completed"),
    requestHash: hash,
    note,
    reference,
    createdAtMs: atMs,
    completedAtMs: atMs,
    previousPart: hold.lastPart,
    metadata: { hold_id: hold.transactionId },
  };
}
