import { isRefused } from "./accounts.ts";
import { iso, ok, Refusal } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { BOOK } from "./books.ts";
import { amountOf, paged, textOf, within } from "./call.ts";
import type { Call, Route } from "./call.ts";
import type { Subject } from "./fault-plan.ts";
import { transferFee } from "./fees.ts";
import { code, digits, idNumber } from "./random.ts";
import type { RecipientRecord, TransferRecord } from "./records.ts";
import { recipientView } from "./recipients.ts";
import { askForApproval } from "./transfer-approval.ts";
import { awaitMove, movementOf, newsOf, otpPlan, planOf, takenLegs, transferView } from "./transfer-life.ts";
import type { World } from "./world.ts";

/** Money out, and what is left. */

/** NGN 100.00, and ten million. */
const LEAST = 10_000;
const MOST = 1_000_000_000;

const REFERENCE = /^[a-z0-9_-]{16,50}$/;

const invalid = (message: string, codeWord = "invalid_params"): Refusal =>
  new Refusal(400, message, { code: codeWord });

const taken = (): Refusal =>
  new Refusal(400, "Please provide a unique reference. Reference already exists on a transfer", {
    code: "duplicate_reference",
    nextStep: "Provide a unique reference for each transfer",
  });

function recipientOf(world: World, value: unknown): RecipientRecord {
  const recipient = world.store.recipients.get(textOf(value) ?? "");
  if (recipient !== undefined) return recipient;
  throw new Refusal(400, "Recipient specified is invalid", {
    code: "invalid_transfer_recipient",
    nextStep: "Provide a valid recipient. Ensure you are passing the recipient code in the recipient param",
  });
}

function subjectOf(world: World, { body }: Call): Subject {
  return { account_number: world.store.recipients.get(textOf(body["recipient"]) ?? "")?.accountNumber };
}

interface Order {
  readonly amount: number;
  readonly fee: number;
  readonly reference: string;
  readonly recipient: RecipientRecord;
  readonly reason: string;
}

/** What can be known of an order without the balance and the other transfers. */
export function readOrder(world: World, body: Call["body"], n = world.store.transfers.size): Order {
  const amount = amountOf(body["amount"]);
  if (amount === undefined || amount < LEAST || amount > MOST) throw invalid("Transfer amount is not allowed");
  const reference = textOf(body["reference"]) ?? `sim-${code(24, world.seed, "transfer-reference", n)}`;
  if (!REFERENCE.test(reference)) throw invalid("Your reference contains illegal special characters");
  const recipient = recipientOf(world, body["recipient"]);
  if (isRefused(recipient.accountNumber)) {
    throw invalid("Sorry, we can't make the transfer to this recipient at the moment", "transfer_not_allowed");
  }
  return { amount, fee: transferFee(amount), reference, recipient, reason: textOf(body["reason"]) ?? "" };
}

export function readSource({ body }: Call): void {
  if (textOf(body["source"]) !== "balance") throw invalid("Invalid entries found");
  if ((textOf(body["currency"]) ?? "NGN") !== "NGN") throw invalid("Currency not supported by merchant");
}

export function ensureFloat(world: World, needed: number): void {
  if (world.store.books.balance(BOOK.balance) >= needed) return;
  throw new Refusal(400, "Your balance is not enough to fulfil this request", { code: "insufficient_balance" });
}

/** Everything but the reference is looked at first: the reference is only found taken when the row is written. */
function validated(world: World, call: Call): Order {
  readSource(call);
  const order = readOrder(world, call.body);
  ensureFloat(world, order.amount + order.fee);
  return order;
}

function start(world: World, call: Call): Answer {
  const order = validated(world, call);
  if (world.store.transfers.get(order.reference) !== undefined) throw taken();
  const transfer = takeOn(world, order);
  return ok(transfer.status === "otp" ? "Transfer requires OTP to continue" : "Transfer has been queued", {
    transfersessionid: [],
    transfertrials: [],
    ...transferView(world, transfer),
    recipient: order.recipient.id,
  });
}

/** Amount and fee leave the balance, and the clock does the rest. */
export function takeOn(world: World, { amount, fee, reference, recipient, reason }: Order): TransferRecord {
  const subject = { operation: "transfer", reference, amount, account_number: recipient.accountNumber } as const;
  const usual = planOf(world, recipient.accountNumber, world.faults.strike("transfer", subject));
  const { transferOtp, approvalUrl = null } = world.settings;
  const approved = approvalUrl === null ? usual : ({ first: "received", moves: [] } as const);
  const plan = transferOtp ? otpPlan(world) : approved;
  const n = world.store.transfers.size;
  const now = world.clock.now();
  const transfer: TransferRecord = {
    id: idNumber(world.seed, "transfer", n),
    code: `TRF_${code(15, world.seed, "transfer", n)}`,
    reference,
    amount,
    fee,
    currency: "NGN",
    recipient: recipient.code,
    reason,
    status: plan.first,
    gatewayResponse: plan.first === "success" ? "Approved" : null,
    sessionId: plan.first === "success" ? digits(30, world.seed, "session", reference) : null,
    createdAt: now,
    updatedAt: now,
    moves: plan.moves,
  };
  const legs = takenLegs(amount, fee);
  const arrived = legs.map((leg) => (leg.account === BOOK.inTransit ? { ...leg, account: BOOK.banks } : leg));
  const movement = movementOf(world, transfer, `Transfer ${reference}`, plan.first === "success" ? arrived : legs);
  world.commit(
    [world.store.transfers.change(transfer), world.store.movements.change(movement)],
    plan.first === "success" ? [newsOf(world, transfer)] : [],
  );
  awaitMove(world, reference);
  if (plan.first === "received" && approvalUrl !== null) askForApproval(world, approvalUrl, transfer, usual);
  return transfer;
}

/** A transfer with its recipient spelt out. */
function fullView(world: World, transfer: TransferRecord): Record<string, unknown> {
  const recipient = world.store.recipients.get(transfer.recipient);
  const expanded = recipient === undefined ? null : recipientView(world, recipient, "createdAt");
  return { ...transferView(world, transfer), recipient: expanded };
}

const notFound = (): Refusal =>
  new Refusal(404, "Transfer not found", {
    code: "not_found",
    nextStep: "Ensure that you're passing the reference of a transfer that exists on this integration",
  });

function verify(world: World, { params }: Call): Answer {
  const transfer = world.store.transfers.get(params["reference"] ?? "");
  if (transfer === undefined) throw notFound();
  return ok("Transfer retrieved", fullView(world, transfer));
}

function fetchOne(world: World, { params }: Call): Answer {
  const name = params["id_or_code"] ?? "";
  const transfer = world.store.transfers.find(`#${name}`) ?? world.store.transfers.find(`@${name}`);
  if (transfer === undefined) throw invalid("Transfer ID/code specified is invalid.");
  const breakdown = [{ amount: String(transfer.fee), formula: null, type: "transfer" }];
  return ok("Transfer retrieved", { ...fullView(world, transfer), fees_breakdown: breakdown });
}

function list(world: World, { query }: Call): Answer {
  const inTime = within(query);
  const wanted = (name: string, value: string): boolean => (query.get(name) ?? value) === value;
  const fitting = world.store.transfers
    .all()
    .reverse()
    .filter((one) => inTime(one.createdAt) && wanted("status", one.status) && wanted("recipient", one.recipient));
  const page = paged(fitting, query);
  const rows = page.rows.map((one) => fullView(world, one));
  return ok("Transfers retrieved", rows, page.meta);
}

function balance(world: World): Answer {
  return ok("Balances retrieved", [{ currency: "NGN", balance: world.store.books.balance(BOOK.balance) }]);
}

function balanceLedger(world: World, { query }: Call): Answer {
  const inTime = within(query);
  const rows = [...world.store.books.balanceRows()].reverse().filter((row) => inTime(row.movement.at));
  const page = paged(rows, query);
  const data = page.rows.map(({ movement, difference, after }) => ({
    integration: world.integration,
    domain: world.domain,
    balance: after,
    currency: "NGN",
    difference,
    reason: movement.reason,
    model_responsible: movement.model,
    model_row: movement.modelId,
    id: movement.id,
    createdAt: iso(movement.at),
    updatedAt: iso(movement.at),
  }));
  return ok("Balance ledger retrieved", data, page.meta);
}

export const transferRoutes: readonly Route[] = [
  { method: "POST", path: "/transfer", operation: "transfer", subject: subjectOf, run: start },
  {
    method: "GET",
    path: "/transfer/verify/:reference",
    operation: "verify_transfer",
    missing: notFound,
    run: verify,
  },
  { method: "GET", path: "/transfer", operation: "list_transfers", run: list },
  { method: "GET", path: "/transfer/:id_or_code", operation: "fetch_transfer", run: fetchOne },
  { method: "GET", path: "/balance", operation: "balance", run: balance },
  { method: "GET", path: "/balance/ledger", operation: "balance_ledger", run: balanceLedger },
];
