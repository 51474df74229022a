import type { Answer } from "./answer.ts";
import { iso, json, Refusal } from "./answer.ts";
import { amountOf, noteOf, textOf } from "./call.ts";
import type { Call, Route } from "./call.ts";
import { chargeTwice } from "./charges.ts";
import { OwnClock } from "./clock.ts";
import { categoryOf, expireDispute, openDispute, remind } from "./dispute-life.ts";
import { readUrl } from "./orders.ts";
import { moveRefund } from "./refund-life.ts";
import { REFUND_STATUSES } from "./records.ts";
import type { SettlementRecord, VirtualAccountRecord } from "./records.ts";
import { dayOf, settleDay } from "./settlement-life.ts";
import { settlementView } from "./settlements.ts";
import { keepUnnoticed, payIntoAccount } from "./virtual-accounts.ts";
import type { World } from "./world.ts";

/** More switches: money into accounts, refunds, disputes, settlements, the OTP, the clock. For programs and the page. */

const invalid = (message: string): Refusal => new Refusal(400, message, { code: "invalid_params" });

function missing(what: string): Refusal {
  return new Refusal(404, `${what} not found`, { code: "not_found" });
}

function wholeOf(value: unknown, name: string): number {
  const number = amountOf(value);
  if (number === undefined) throw invalid(`${name} must be a whole number above 0`);
  return number;
}

/** The charge's reference; undefined where `unnoticed` keeps it from Paystack until the account is requeried. */
export function payAccount(world: World, accountNumber: string, body: Call["body"]): string | undefined {
  const account: VirtualAccountRecord | undefined = world.store.virtualAccounts.get(accountNumber);
  if (account === undefined) throw missing("Dedicated account");
  if (!account.active) throw invalid("The account takes no money any more");
  const deposit = {
    amount: wholeOf(body["amount"], "amount"),
    senderName: noteOf(body["sender_name"], 100) || "CHINEDU EZE",
    senderAccount: /^\d{10}$/.exec(noteOf(body["sender_account"]))?.[0] ?? "0123456789",
    senderBank: noteOf(body["sender_bank"], 100) || "Zenith Bank",
    narration: noteOf(body["narration"], 100) || "Transfer",
  };
  if (body["unnoticed"] !== true && body["unnoticed"] !== "true") return payIntoAccount(world, account, deposit);
  keepUnnoticed(world, account, deposit);
  return undefined;
}

function payIn(world: World, { params, body }: Call): Answer {
  const reference = payAccount(world, params["account_number"] ?? "", body);
  if (reference === undefined) return json(200, { unnoticed: true, amount: amountOf(body["amount"]) });
  const { amount, fees, id } = world.store.transactions.get(reference) ?? {};
  return json(200, { reference, id, amount, fees });
}

/** What was paid is charged once more, under the same reference. */
function payTwice(world: World, { params }: Call): Answer {
  const transaction = world.store.transactions.get(params["reference"] ?? "");
  if (transaction?.status !== "success") throw missing("Successful transaction");
  return json(200, { reference: transaction.reference, id: chargeTwice(world, transaction) });
}

export function driveRefund(world: World, id: string, body: Call["body"]): void {
  const refund = world.store.refunds.get(id);
  if (refund === undefined) throw missing("Refund");
  const to = REFUND_STATUSES.find((status) => status === body["status"]);
  if (to === undefined) throw invalid(`status must be one of ${REFUND_STATUSES.join(", ")}`);
  if (!moveRefund(world, refund.id, to)) throw invalid(`A refund that is ${refund.status} cannot become ${to}`);
}

function refund(world: World, { params, body }: Call): Answer {
  driveRefund(world, params["id"] ?? "", body);
  return json(200, { id: Number(params["id"]), status: body["status"] });
}

export function dispute(world: World, body: Call["body"]): number {
  const transaction = world.store.transactions.get(textOf(body["reference"]) ?? "");
  if (transaction?.status !== "success") throw missing("Successful transaction");
  const category = categoryOf(body["category"]);
  if (category === undefined) throw invalid("category must be one of chargeback, fraud, general");
  const amount = body["amount"] === undefined ? transaction.amount : wholeOf(body["amount"], "amount");
  if (amount > transaction.amount) throw invalid("amount must not be more than was paid");
  const dueInMs = body["due_in_ms"] === undefined ? {} : { dueInMs: wholeOf(body["due_in_ms"], "due_in_ms") };
  return openDispute(world, { transaction, amount, category, ...dueInMs }).id;
}

/** `{do: "remind"}` or `{do: "expire"}`: what the clock would do in time. */
export function driveDispute(world: World, id: string, body: Call["body"]): void {
  const known = world.store.disputes.get(id);
  if (known === undefined) throw missing("Dispute");
  if (known.status === "resolved") throw invalid("The dispute has been resolved");
  if (body["do"] === "remind") remind(world, known);
  else if (body["do"] === "expire") expireDispute(world, known);
  else throw invalid("do must be remind or expire");
}

function createDispute(world: World, { body }: Call): Answer {
  return json(200, { id: dispute(world, body) });
}

function moveDispute(world: World, { params, body }: Call): Answer {
  driveDispute(world, params["id"] ?? "", body);
  const { status, resolution } = world.store.disputes.get(params["id"] ?? "") ?? {};
  return json(200, { id: Number(params["id"]), status, resolution });
}

const STATUSES = ["pending", "processing", "success", "failed"] as const;

/** What was paid on a day (today without one) becomes a settlement. */
export function settle(world: World, body: Call["body"]): SettlementRecord {
  const day = textOf(body["day"]) ?? dayOf(world.clock.now());
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))) throw invalid("day must be like 2026-01-05");
  const status = STATUSES.find((one) => one === (body["status"] ?? "success"));
  if (status === undefined) throw invalid(`status must be one of ${STATUSES.join(", ")}`);
  const short = body["short"] === undefined ? 0 : wholeOf(body["short"], "short");
  const settlement = settleDay(world, { day, status, short });
  if (settlement === undefined) throw missing("Unsettled payment of that day");
  return settlement;
}

function createSettlement(world: World, { body }: Call): Answer {
  return json(200, settlementView(world, settle(world, body)));
}

function setSettings(world: World, { body }: Call): Answer {
  const { transfer_otp: transferOtp, approval_url: address } = body;
  if (transferOtp === undefined && address === undefined) throw invalid("give transfer_otp or approval_url");
  if (transferOtp !== undefined && typeof transferOtp !== "boolean")
    throw invalid("transfer_otp must be true or false");
  const approvalUrl = address === null ? null : readUrl(address, "approval_url");
  world.changeSettings({
    ...(transferOtp === undefined ? {} : { transferOtp }),
    ...(address === undefined ? {} : { approvalUrl }),
  });
  return showSettings(world);
}

function showSettings(world: World): Answer {
  const { transferOtp, approvalUrl = null } = world.settings;
  return json(200, { transfer_otp: transferOtp, approval_url: approvalUrl, domain: world.domain, plan: world.plan });
}

export async function moveClock(world: World, ms: number): Promise<void> {
  if (!(world.clock instanceof OwnClock)) {
    throw new Refusal(409, "The clock belongs to the program that the simulator is part of", { code: "not_mine" });
  }
  const clockOffset = await world.clock.advance(ms);
  world.changeSettings({ clockOffset });
  await world.webhooks.idle();
}

async function clock(world: World, { body }: Call): Promise<Answer> {
  await moveClock(world, wholeOf(body["advance_ms"], "advance_ms"));
  return showClock(world);
}

function showClock(world: World): Answer {
  return json(200, { now: iso(world.clock.now()) });
}

export const switchRoutes: readonly Route[] = [
  { method: "POST", path: "/_sim/virtual-accounts/:account_number/pay", run: payIn },
  { method: "POST", path: "/_sim/transactions/:reference/twice", run: payTwice },
  { method: "POST", path: "/_sim/refunds/:id", run: refund },
  { method: "POST", path: "/_sim/disputes", run: createDispute },
  { method: "POST", path: "/_sim/disputes/:id", run: moveDispute },
  { method: "POST", path: "/_sim/settlements", run: createSettlement },
  { method: "GET", path: "/_sim/settings", run: showSettings },
  { method: "POST", path: "/_sim/settings", run: setSettings },
  { method: "GET", path: "/_sim/clock", run: showClock },
  { method: "POST", path: "/_sim/clock", run: clock },
];
