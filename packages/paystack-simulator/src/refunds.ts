import type { Answer } from "./answer.ts";
import { iso, ok, Refusal } from "./answer.ts";
import { BOOK } from "./books.ts";
import { amountOf, noteOf, paged, textOf, within } from "./call.ts";
import type { Call, Route } from "./call.ts";
import type { Subject } from "./fault-plan.ts";
import { refundedOf, retryRefund, startRefund } from "./refund-life.ts";
import type { RefundRecord, TransactionRecord } from "./records.ts";
import { filledCustomerView } from "./transaction-view.ts";
import type { World } from "./world.ts";

/** Money that goes back to who paid it. */

type View = Record<string, unknown>;

const DAY_MS = 86_400_000;

const invalid = (message: string): Refusal => new Refusal(400, message, { code: "invalid_params" });

/** By reference or id. */
function chargeOf(world: World, value: unknown): TransactionRecord | undefined {
  const name = textOf(value) ?? "";
  return world.store.transactions.get(name) ?? world.store.transactions.find(`#${name}`);
}

function subjectOf(world: World, { body }: Call): Subject {
  const transaction = chargeOf(world, body["transaction"]);
  return { reference: transaction?.reference, amount: amountOf(body["amount"]) ?? transaction?.amount };
}

function create(world: World, { body }: Call): Answer {
  const transaction = chargeOf(world, body["transaction"]);
  if (transaction === undefined) throw new Refusal(404, "Transaction not found", { code: "transaction_not_found" });
  if (transaction.status === "reversed") throw invalid("Transaction has been fully reversed");
  if (transaction.status !== "success") throw invalid("Transaction has not been paid for");
  const left = transaction.amount - refundedOf(world, transaction.reference);
  if (left <= 0) throw invalid("Transaction has been fully reversed");
  const amount = body["amount"] === undefined || body["amount"] === null ? left : amountOf(body["amount"]);
  if (amount === undefined) throw invalid("You must specify a valid amount");
  if (amount > left) throw invalid("Refund amount cannot be more than transaction amount");
  if ((textOf(body["currency"]) ?? transaction.currency) !== transaction.currency) {
    throw invalid("Currency is not that of the transaction");
  }
  if (world.store.books.balance(BOOK.balance) < amount) {
    throw new Refusal(400, "Insufficient balance to fulfill this refund. Please top up.", {
      code: "insufficient_balance",
    });
  }
  const refund = startRefund(world, {
    transaction,
    amount,
    customerNote: noteOf(body["customer_note"]) || `Refund for transaction ${transaction.reference}`,
    merchantNote: noteOf(body["merchant_note"]) || `Refund for transaction ${transaction.reference}`,
    by: "merchant@simulated.example",
    dispute: null,
  });
  return ok("Refund has been queued for processing", createdView(world, refund, transaction));
}

function createdView(world: World, refund: RefundRecord, transaction: TransactionRecord): View {
  const paidAt = iso(transaction.paidAt ?? transaction.createdAt);
  const { id, reference, amount, channel, currency } = transaction;
  return {
    transaction: {
      ...{ id, domain: world.domain, reference, amount, paid_at: paidAt, channel, currency },
      authorization: { exp_month: null, exp_year: null, account_name: null },
      customer: { international_format_phone: null },
      plan: {},
      subaccount: { currency: null },
      split: {},
      order_id: null,
      paidAt,
      pos_transaction_data: null,
      source: null,
      fees_breakdown: null,
    },
    integration: world.integration,
    deducted_amount: 0,
    channel: null,
    merchant_note: refund.merchantNote,
    customer_note: refund.customerNote,
    status: refund.status,
    refunded_by: refund.by,
    expected_at: iso(refund.createdAt + 10 * DAY_MS),
    currency: refund.currency,
    domain: world.domain,
    amount: refund.amount,
    fully_deducted: false,
    id: refund.id,
    createdAt: iso(refund.createdAt),
    updatedAt: iso(refund.updatedAt),
  };
}

function view(world: World, refund: RefundRecord): View {
  const transaction = world.store.transactions.get(refund.reference);
  const email = transaction?.email ?? "";
  const done = refund.status === "processed";
  return {
    integration: world.integration,
    transaction: transaction?.id ?? 0,
    dispute: refund.dispute,
    settlement: null,
    id: refund.id,
    domain: world.domain,
    currency: refund.currency,
    amount: refund.amount,
    status: refund.status,
    refunded_at: done ? iso(refund.updatedAt) : null,
    refunded_by: refund.by,
    customer_note: refund.customerNote,
    merchant_note: refund.merchantNote,
    deducted_amount: refund.amount,
    fully_deducted: 1,
    createdAt: iso(refund.createdAt),
    bank_reference: null,
    transaction_reference: refund.reference,
    reason: refund.dispute === null ? "REFUND" : "CHARGEBACK",
    customer: { ...filledCustomerView(world.store.customers.get(email), email), metadata: "" },
    refund_type: refund.amount === transaction?.amount ? "full" : "partial",
    transaction_amount: transaction?.amount ?? 0,
    initiated_by: refund.by,
    refund_channel: transaction?.channel ?? "card",
    session_id: null,
    collect_account_number: refund.status === "needs-attention",
  };
}

function list(world: World, { query }: Call): Answer {
  const inTime = within(query);
  const wanted = query.get("transaction") ?? query.get("reference");
  const reference = wanted === null ? undefined : (chargeOf(world, wanted)?.reference ?? wanted);
  const all = world.store.refunds
    .all()
    .reverse()
    .filter((one) => inTime(one.createdAt) && (reference === undefined || one.reference === reference))
    .filter((one) => (query.get("status") ?? one.status) === one.status)
    .filter((one) => (query.get("currency") ?? one.currency) === one.currency);
  return pageOf(all, query, (one) => view(world, one));
}

function pageOf(all: readonly RefundRecord[], query: URLSearchParams, show: (one: RefundRecord) => View): Answer {
  const page = paged(all, query);
  const failedRefundCount = all.filter((one) => one.status === "failed").length;
  // The page's size comes as digits here, and nowhere else.
  const meta = { ...page.meta, perPage: String(page.meta["perPage"]), failedRefundCount };
  return ok("Refunds retrieved", page.rows.map(show), meta);
}

/** As a list is that does not show what was made a moment ago. */
const noneYet = () => ({ answer: pageOf([], new URLSearchParams(), () => ({})) });

function refundOf(world: World, { params }: Call): RefundRecord {
  const refund = world.store.refunds.get(params["id"] ?? "");
  if (refund === undefined) throw new Refusal(404, "Refund not found", { code: "not_found" });
  return refund;
}

function retry(world: World, call: Call): Answer {
  const refund = refundOf(world, call);
  const details = call.body["refund_account_details"];
  const account = typeof details === "object" && details !== null && "account_number" in details ? details : undefined;
  if (!/^\d{10}$/.test(textOf(account?.account_number) ?? "")) throw invalid("Account number should be numeric");
  if (refund.status !== "needs-attention") {
    throw new Refusal(422, 'Invalid Refund state, refund status should be "needs-attention"', {
      code: "invalid_params",
    });
  }
  const retried = retryRefund(world, refund);
  return ok("Refund retried and has been queued for processing", {
    ...view(world, retried),
    dispute: {},
    settlement: {},
    channel: "card",
    expected_at: iso(retried.createdAt + 10 * DAY_MS),
    fully_deducted: true,
    reversed_at: null,
  });
}

export const refundRoutes: readonly Route[] = [
  { method: "POST", path: "/refund", operation: "refund", subject: subjectOf, run: create },
  { method: "GET", path: "/refund", operation: "list_refunds", missing: noneYet, run: list },
  {
    method: "POST",
    path: "/refund/retry_with_customer_details/:id",
    operation: "retry_refund",
    run: retry,
  },
  {
    method: "GET",
    path: "/refund/:id",
    operation: "fetch_refund",
    run: (world, call) => ok("Refund retrieved", view(world, refundOf(world, call))),
  },
];
