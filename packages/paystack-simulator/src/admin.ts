import { TRANSFER_STATUSES } from "./accounts.ts";
import type { Answer } from "./answer.ts";
import { iso, json, Refusal } from "./answer.ts";
import { BOOK } from "./books.ts";
import { amountOf, textOf } from "./call.ts";
import type { Call, Route } from "./call.ts";
import type { CardStep } from "./cards.ts";
import { findCard } from "./cards.ts";
import type { Progress } from "./charges.ts";
import { enterCard, enterStep, isPaid, payOtherwise } from "./charges.ts";
import { returnAddress } from "./checkout.ts";
import { readFaults } from "./fault-wire.ts";
import { FAULTS, OPERATIONS } from "./fault-plan.ts";
import { idNumber } from "./random.ts";
import { CHANNELS } from "./records.ts";
import type { TransactionRecord } from "./records.ts";
import { awaitMove, moveTransfer } from "./transfer-life.ts";
import type { World } from "./world.ts";

/** The switches: what Paystack does not have, and tests need. Plain JSON, without Paystack's envelope. */

const invalid = (message: string): Refusal => new Refusal(400, message, { code: "invalid_params" });

/** A transaction by its access code or its reference. */
function transactionOf(world: World, name: string): TransactionRecord {
  const { transactions } = world.store;
  const transaction = transactions.find(`@${name}`) ?? transactions.get(name);
  if (transaction === undefined) throw new Refusal(404, "Transaction not found", { code: "transaction_not_found" });
  return transaction;
}

/** Starts with a card (key or number) or a channel; goes on with what the card asks for and the body gives. */
function drive(world: World, name: string, body: Call["body"]): Progress {
  const amount = body["amount"] === undefined ? undefined : amountOf(body["amount"]);
  if (body["amount"] !== undefined && amount === undefined) throw invalid("amount must be a whole number above 0");
  const given: Readonly<Record<CardStep, string | undefined>> = {
    pin: textOf(body["pin"]),
    otp: textOf(body["otp"]),
    phone: textOf(body["phone"]),
    bank_auth: body["approve"] === undefined ? undefined : body["approve"] === true ? "approve" : "refuse",
  };
  const transaction = transactionOf(world, name);
  const channel = CHANNELS.find((one) => one === body["channel"] && one !== "card");
  if (channel !== undefined) return payOtherwise(world, transaction, channel, amount);
  let progress: Progress | undefined;
  if (transaction.attempt === null || body["card"] !== undefined) {
    const card = findCard(textOf(body["card"]) ?? "success");
    if (card === undefined) throw invalid("card must be a test card's number or its key");
    progress = enterCard(world, transaction, {
      card,
      cvv: textOf(body["cvv"]) ?? card.cvv,
      expiry: textOf(body["expiry"]) ?? "12/99",
      amount,
    });
  } else {
    progress = { at: "step", step: transaction.attempt.step };
  }
  const used = new Set<CardStep>();
  while (progress.at === "step") {
    const value = given[progress.step];
    if (value === undefined || used.has(progress.step)) break;
    used.add(progress.step);
    progress = enterStep(world, transactionOf(world, name), value, amount);
  }
  return progress;
}

const SENDS = { pin: "send_pin", otp: "send_otp", phone: "send_phone", bank_auth: "open_url" } as const;

function pay(world: World, { params, body }: Call): Answer {
  const name = params["access_code"] ?? "";
  if (isPaid(transactionOf(world, name))) {
    throw new Refusal(400, "Duplicate charge request for reference", { code: "duplicate_reference" });
  }
  const progress = drive(world, name, body);
  if (progress.at === "wrong") throw invalid(`${progress.field}: ${progress.says}`);
  const transaction = transactionOf(world, name);
  return json(200, {
    status: progress.at === "step" ? SENDS[progress.step] : transaction.status,
    reference: transaction.reference,
    amount: transaction.amount,
    fees: transaction.fees,
    gateway_response: transaction.gatewayResponse,
    callback_url: returnAddress(transaction),
  });
}

function listFaults(world: World): Answer {
  return json(200, { active: world.faults.active(), kinds: FAULTS, operations: OPERATIONS });
}

function addFaults(world: World, { body }: Call): Answer {
  if (body["clear"] === true) world.faults.clear();
  if (body["clear"] !== true || body["faults"] !== undefined) {
    world.faults.add(readFaults(body, world.store.faults.size + 1, world.clock.now()));
  }
  return listFaults(world);
}

function clearFaults(world: World): Answer {
  world.faults.clear();
  return listFaults(world);
}

/** The books, and the line that proves them. */
function ledger(world: World): Answer {
  const accounts = world.store.books.accounts();
  const rows = world.store.movements.all().map(({ at, ...movement }) => ({ ...movement, at: iso(at) }));
  const sum = accounts.reduce((total, one) => total + one.balance, 0);
  return json(200, { currency: "NGN", balance: world.store.books.balance(BOOK.balance), sum, accounts, rows });
}

/** The merchant's own money, so that payouts can be tried without customers. */
export function depositOf(world: World, value: unknown): number {
  const amount = amountOf(value);
  if (amount === undefined) throw invalid("amount must be a whole number above 0");
  const n = world.store.movements.size;
  const movement = {
    id: idNumber(world.seed, "movement", n),
    at: world.clock.now(),
    reason: "Deposit by the owner",
    model: "Deposit" as const,
    modelId: n,
    legs: [
      { account: BOOK.owner, amount: -amount },
      { account: BOOK.balance, amount },
    ],
  };
  world.commit([world.store.movements.change(movement)]);
  return world.store.books.balance(BOOK.balance);
}

const deposit = (world: World, { body }: Call): Answer => json(200, { balance: depositOf(world, body["amount"]) });

function move(world: World, { params, body }: Call): Answer {
  const reference = params["reference"] ?? "";
  const transfer = world.store.transfers.get(reference);
  if (transfer === undefined) throw new Refusal(404, "Transfer not found", { code: "not_found" });
  const to = TRANSFER_STATUSES.find((status) => status === body["status"]);
  if (to === undefined) throw invalid(`status must be one of ${TRANSFER_STATUSES.join(", ")}`);
  if (!moveTransfer(world, reference, to, textOf(body["reason"]) ?? null)) {
    throw invalid(`A transfer that is ${transfer.status} cannot become ${to}`);
  }
  awaitMove(world, reference);
  return json(200, { reference, status: to });
}

/** Rows of a list of the latest. */
const LATEST = 50;

function listCharges(world: World): Answer {
  const rows = world.store.transactions.all().slice(-LATEST).reverse();
  return json(200, {
    items: rows.map((one) => ({
      ...{ reference: one.reference, status: one.status, amount: one.amount, requested_amount: one.requestedAmount },
      ...{ currency: one.currency, fees: one.fees, channel: one.channel, email: one.email },
      ...{ gateway_response: one.gatewayResponse, created_at: iso(one.createdAt) },
      paid_at: one.paidAt === null ? null : iso(one.paidAt),
      checkout_url: `${world.url}/checkout/${one.accessCode}`,
    })),
  });
}

function listTransfers(world: World): Answer {
  const rows = world.store.transfers.all().slice(-LATEST).reverse();
  return json(200, {
    items: rows.map((one) => ({
      ...{ reference: one.reference, status: one.status, amount: one.amount, fee: one.fee, currency: one.currency },
      ...{ gateway_response: one.gatewayResponse, created_at: iso(one.createdAt), updated_at: iso(one.updatedAt) },
    })),
  });
}

function listWebhooks(world: World, { query }: Call): Answer {
  const reference = query.get("reference");
  const deliveries = world.store.deliveries.all().filter((one) => reference === null || one.reference === reference);
  const rows = deliveries.reverse().map((one) => ({
    id: one.id,
    event: one.event,
    reference: one.reference,
    state: one.state,
    created_at: iso(one.createdAt),
    next_attempt_at: one.nextAt === null ? null : iso(one.nextAt),
    attempts: one.attempts.map(({ at, tookMs, ...attempt }) => ({ at: iso(at), took_ms: tookMs, ...attempt })),
    body: one.body,
  }));
  return json(200, { items: rows });
}

async function resend(world: World, { params }: Call): Promise<Answer> {
  const id = params["id"] ?? "";
  if (!(await world.webhooks.resend(id))) throw new Refusal(404, "Webhook not found", { code: "not_found" });
  const delivery = world.store.deliveries.get(id);
  return json(200, { id, state: delivery?.state, last: delivery?.attempts.at(-1) });
}

export const adminRoutes: readonly Route[] = [
  { method: "POST", path: "/_sim/pay/:access_code", run: pay },
  { method: "GET", path: "/_sim/faults", run: listFaults },
  { method: "POST", path: "/_sim/faults", run: addFaults },
  { method: "DELETE", path: "/_sim/faults", run: clearFaults },
  { method: "GET", path: "/_sim/ledger", run: ledger },
  { method: "POST", path: "/_sim/deposit", run: deposit },
  { method: "GET", path: "/_sim/charges", run: listCharges },
  { method: "GET", path: "/_sim/transfers", run: listTransfers },
  { method: "POST", path: "/_sim/transfers/:reference", run: move },
  { method: "GET", path: "/_sim/webhooks", run: listWebhooks },
  { method: "POST", path: "/_sim/webhooks/:id/resend", run: resend },
];
