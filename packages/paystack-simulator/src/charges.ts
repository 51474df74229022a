import { BOOK } from "./books.ts";
import { CARDS, TEST_OTP } from "./cards.ts";
import type { CardStep, TestCard } from "./cards.ts";
import { chargeFee } from "./fees.ts";
import { freshTransaction } from "./orders.ts";
import { rejectTransfer } from "./pay-with-transfer.ts";
import { code, idNumber } from "./random.ts";
import type { AttemptRecord, AuthorizationRecord, Channel, MovementRecord } from "./records.ts";
import type { SavedCardRecord, TransactionRecord } from "./records.ts";
import { awaitSettlement } from "./settlement-life.ts";
import { eventView } from "./transaction-view.ts";
import type { World } from "./world.ts";

/** How a customer pays, whoever drives: the checkout page, or `POST /_sim/pay`. */

/** Where a payment stands after something was entered. `wrong` changed nothing: it was mistyped. */
export type Progress =
  | { readonly at: "paid" }
  | { readonly at: "failed"; readonly says: string }
  | { readonly at: "step"; readonly step: CardStep; readonly says?: string }
  | { readonly at: "wrong"; readonly field: string; readonly says: string };

export interface CardEntry {
  readonly card: TestCard;
  readonly cvv: string;
  /** `MM/YY`. */
  readonly expiry: string;
  /** What is really paid, where it is to differ from what was asked. */
  readonly amount?: number | undefined;
}

const OTP_TRIES = 3;

/** Paid once, whatever became of the money since. */
export function isPaid(transaction: TransactionRecord): boolean {
  return transaction.status === "success" || transaction.status === "reversed";
}

/** The card form was sent. A charge that failed before may be tried again with another card. */
export function enterCard(world: World, transaction: TransactionRecord, entry: CardEntry): Progress {
  if (isPaid(transaction)) return { at: "paid" };
  const expiry = readExpiry(entry.expiry, world.clock.now());
  if (expiry === undefined) return { at: "wrong", field: "expiry", says: "Enter a month in the future, as MM/YY" };
  if (entry.cvv !== entry.card.cvv) return { at: "wrong", field: "cvv", says: `This card's CVV is ${entry.card.cvv}` };
  const tried = noted(
    world,
    { ...transaction, attempts: transaction.attempts + 1 },
    "action",
    "Attempted to pay with card",
  );
  const attempt = { card: entry.card.key, wrongOtps: 0, ...expiry };
  return advance(world, tried, attempt, entry.card.steps[0], entry.amount);
}

/** The PIN, phone, OTP or the bank's yes was entered. */
export function enterStep(world: World, transaction: TransactionRecord, value: string, amount?: number): Progress {
  const { attempt } = transaction;
  if (isPaid(transaction)) return { at: "paid" };
  const card = CARDS.find((one) => one.key === attempt?.card);
  if (attempt === null || card === undefined) return { at: "wrong", field: "card", says: "Enter the card first" };
  if (attempt.step === "pin" && value !== card.pin) return decline(world, transaction, "Incorrect PIN");
  if (attempt.step === "bank_auth" && value !== "approve")
    return decline(world, transaction, "Not authorised by the bank");
  if (attempt.step === "phone" && !/^\+?\d{7,15}$/.test(value)) {
    return { at: "wrong", field: "phone", says: "Enter a phone number" };
  }
  if (attempt.step === "otp" && value !== TEST_OTP) return wrongOtp(world, transaction, attempt);
  const next = card.steps[card.steps.indexOf(attempt.step) + 1];
  return advance(world, transaction, attempt, next, amount);
}

/** Paid by bank, USSD or transfer: the simulator takes the customer's word that he did. */
export function payOtherwise(
  world: World,
  transaction: TransactionRecord,
  channel: Channel,
  amount?: number,
): Progress {
  if (isPaid(transaction)) return { at: "paid" };
  if (channel === "bank_transfer" && amount !== undefined && amount !== transaction.requestedAmount) {
    rejectTransfer(world, transaction, amount);
    return { at: "wrong", field: "amount", says: "The bank sent it back: that is not the amount that was asked for" };
  }
  const tried = noted(
    world,
    { ...transaction, attempts: transaction.attempts + 1 },
    "action",
    `Attempted to pay with ${channel}`,
  );
  const expiry = { expMonth: "12", expYear: "2099" };
  const authorization = { ...authorize(world, transaction, channel, "0000000000", "", "Zenith Bank"), ...expiry };
  return settle(world, tried, authorization, "Approved", amount);
}

/** Begins anew, as "pay with another card" does. */
export function abandonAttempt(world: World, transaction: TransactionRecord): void {
  if (transaction.attempt === null) return;
  world.commit([world.store.transactions.change({ ...transaction, status: "abandoned", attempt: null })]);
}

function advance(
  world: World,
  transaction: TransactionRecord,
  attempt: Omit<AttemptRecord, "step">,
  step: CardStep | undefined,
  amount: number | undefined,
): Progress {
  if (step !== undefined) {
    const waiting = {
      ...transaction,
      status: "ongoing" as const,
      channel: "card" as const,
      attempt: { ...attempt, step },
    };
    world.commit([world.store.transactions.change(waiting)]);
    return { at: "step", step };
  }
  const card = CARDS.find((one) => one.key === attempt.card) ?? CARDS[0];
  const { riskAction } = world.store.customers.get(transaction.email) ?? {};
  if (riskAction === "deny") return decline(world, transaction, "Transaction not permitted to this customer");
  if (card.outcome === "failed") return decline(world, transaction, card.says);
  const paidWith = authorize(world, transaction, "card", card.number, card.brand, "TEST BANK");
  return settle(
    world,
    transaction,
    { ...paidWith, expMonth: attempt.expMonth, expYear: attempt.expYear },
    card.says,
    amount,
    card.key,
  );
}

function wrongOtp(world: World, transaction: TransactionRecord, attempt: AttemptRecord): Progress {
  const wrongOtps = attempt.wrongOtps + 1;
  if (wrongOtps >= OTP_TRIES) return decline(world, transaction, "Incorrect OTP");
  world.commit([world.store.transactions.change({ ...transaction, attempt: { ...attempt, wrongOtps } })]);
  return { at: "step", step: "otp", says: "That is not the code. Try again." };
}

/** No event tells of it: Paystack has none for failed charges. */
export function decline(world: World, transaction: TransactionRecord, says: string): Progress {
  const failed = {
    ...transaction,
    status: "failed" as const,
    attempt: null,
    gatewayResponse: says,
    errors: transaction.errors + 1,
  };
  world.commit([world.store.transactions.change(noted(world, failed, "error", says))]);
  return { at: "failed", says };
}

function settle(
  world: World,
  transaction: TransactionRecord,
  authorization: AuthorizationRecord,
  says: string,
  amount?: number,
  card?: string,
): Progress {
  const { reference, requestedAmount } = transaction;
  const faults = world.faults.strike("pay", { reference, amount: requestedAmount });
  const declined = faults.find((fault) => fault.do === "charge_declined");
  if (declined !== undefined) return decline(world, transaction, declined.outcome ?? "Declined");
  const paid = faults.find((fault) => fault.do === "pay_amount")?.amount ?? amount ?? requestedAmount;
  bookCharge(world, transaction, { authorization, says, paid, fees: chargeFee(paid), card });
  return { at: "paid" };
}

export interface Settled {
  readonly authorization: AuthorizationRecord;
  readonly says: string;
  readonly paid: number;
  readonly fees: number;
  /** The test card's key, where it may be charged again. */
  readonly card?: string | undefined;
}

/** The charge has succeeded: its money, its fee, its saved card and its event are one change. */
export function bookCharge(world: World, transaction: TransactionRecord, settled: Settled): void {
  const { authorization, says, paid, fees, card } = settled;
  const { reference, email } = transaction;
  const booked: TransactionRecord = {
    ...noted(world, transaction, "success", `Successfully paid with ${authorization.channel}`),
    status: "success",
    amount: paid,
    fees,
    paidAt: world.clock.now(),
    channel: authorization.channel,
    gatewayResponse: says,
    attempt: null,
    authorization,
  };
  const movement: MovementRecord = {
    id: idNumber(world.seed, "movement", world.store.movements.size),
    at: world.clock.now(),
    reason: `Payment ${reference}`,
    model: "Transaction",
    modelId: transaction.id,
    legs: [
      { account: BOOK.cards, amount: -paid },
      { account: BOOK.balance, amount: paid - fees },
      { account: BOOK.fees, amount: fees },
    ],
  };
  const { transactions, movements, savedCards } = world.store;
  const saved = card === undefined ? [] : [savedCards.change({ ...savedCard(email, card, authorization) })];
  const data = eventView(world, booked);
  world.commit(
    [transactions.change(booked), movements.change(movement), ...saved],
    [{ event: "charge.success", reference, amount: booked.requestedAmount, data }],
  );
  awaitSettlement(world, booked);
}

/** The customer's bank was charged twice for one order: a charge of its own, with its own id, under the same reference. */
export function chargeTwice(world: World, { authorization, gatewayResponse, ...first }: TransactionRecord): number {
  if (authorization === null || first.fees === null) throw new TypeError("it has been paid");
  const { reference: toldAs, email, requestedAmount: amount, currency, metadata, channels, channel } = first;
  const reference = `${toldAs}#${world.store.transactions.size}`;
  const order = { reference, email, amount, currency, metadata, channels, channel };
  const settled = { authorization, says: gatewayResponse, paid: first.amount, fees: first.fees };
  const second = { ...freshTransaction(world, order), toldAs };
  bookCharge(world, second, settled);
  return second.id;
}

function savedCard(email: string, card: string, authorization: AuthorizationRecord): SavedCardRecord {
  return { code: authorization.code, email, card, authorization, active: true };
}

function authorize(
  world: World,
  transaction: TransactionRecord,
  channel: Channel,
  number: string,
  brand: string,
  bank: string,
): Omit<AuthorizationRecord, "expMonth" | "expYear"> {
  const name = code(10, world.seed, "authorization", transaction.email, channel, number);
  const signature = `SIG_${code(20, world.seed, "signature", channel, number)}`;
  return { code: `AUTH_${name}`, bin: number.slice(0, 6), last4: number.slice(-4), brand, bank, channel, signature };
}

export function noted(world: World, transaction: TransactionRecord, type: string, message: string): TransactionRecord {
  return { ...transaction, history: [...transaction.history, { type, message, at: world.clock.now() }] };
}

function readExpiry(text: string, now: number): { readonly expMonth: string; readonly expYear: string } | undefined {
  const [, month, year] = /^(0[1-9]|1[0-2])\s*\/\s*(?:20)?(\d{2})$/.exec(text.trim()) ?? [];
  if (month === undefined || year === undefined) return undefined;
  const ends = Date.UTC(2_000 + Number(year), Number(month), 1);
  return ends > now ? { expMonth: month, expYear: `20${year}` } : undefined;
}
