import { ok, Refusal } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { paged, within } from "./call.ts";
import type { Call, Route } from "./call.ts";
import { duplicateReference, freshTransaction, customerOf } from "./orders.ts";
import { readAmount, readChannels, readCurrency, readEmail, readMetadata, readReference, readUrl } from "./orders.ts";
import type { TransactionRecord } from "./records.ts";
import { listedView, logView, verifiedView } from "./transaction-view.ts";
import type { World } from "./world.ts";

/** Money in: what a merchant starts and asks after. How it is paid is `charges.ts`. */

function initialize(world: World, { body }: Call): Answer {
  const email = readEmail(body["email"]);
  const amount = readAmount(body["amount"]);
  const currency = readCurrency(body["currency"]);
  const reference = readReference(world, body["reference"]);
  const metadata = readMetadata(body["metadata"]);
  const cancelUrl =
    typeof metadata === "object" && metadata !== null && "cancel_action" in metadata ? metadata.cancel_action : null;
  const order = {
    ...{ reference, email, amount, currency, metadata },
    callbackUrl: readUrl(body["callback_url"], "callback_url"),
    cancelUrl: readUrl(cancelUrl, "cancel_action"),
    channels: readChannels(body["channels"]),
  };
  if (world.store.transactions.get(reference) !== undefined) return duplicateReference();
  const transaction = freshTransaction(world, order);
  const { customers, transactions } = world.store;
  world.commit([customers.change(customerOf(world, email)), transactions.change(transaction)]);
  return ok("Authorization URL created", {
    authorization_url: `${world.url}/checkout/${transaction.accessCode}`,
    access_code: transaction.accessCode,
    reference,
  });
}

const unknownReference = (): Refusal =>
  new Refusal(400, "Transaction reference not found", {
    code: "transaction_not_found",
    nextStep: "Ensure that you're passing the reference of a transaction that exists on this integration",
  });

function verify(world: World, { params }: Call): Answer {
  const transaction = world.store.transactions.get(params["reference"] ?? "");
  if (transaction === undefined) throw unknownReference();
  return ok("Verification successful", verifiedView(world, transaction));
}

function fetchOne(world: World, { params }: Call): Answer {
  const transaction = world.store.transactions.find(`#${params["id"] ?? ""}`);
  if (transaction === undefined) throw new Refusal(404, "Transaction not found", { code: "transaction_not_found" });
  return ok("Transaction retrieved", listedView(world, transaction));
}

/** True for what the query asks for; a filter that it does not name lets everything through. */
function filtered(world: World, query: URLSearchParams): (one: TransactionRecord) => boolean {
  const inTime = within(query);
  const wanted = (name: string, ...values: readonly string[]): boolean =>
    values.includes(query.get(name) ?? values[0] ?? "");
  return (one) => {
    const customer = world.store.customers.get(one.email);
    return (
      inTime(one.createdAt) &&
      wanted("status", one.status) &&
      wanted("channel", one.channel) &&
      wanted("amount", String(one.amount)) &&
      wanted("currency", one.currency) &&
      wanted("reference", one.reference) &&
      wanted("customer", String(customer?.id ?? ""), customer?.code ?? "") &&
      wanted("customer_code", customer?.code ?? "") &&
      wanted("settlement", String(one.settlement ?? "")) &&
      wanted("virtual_account_number", one.authorization?.sender?.receiverAccount ?? "")
    );
  };
}

function list(world: World, { query }: Call): Answer {
  const all = world.store.transactions.all().reverse().filter(filtered(world, query));
  const page = paged(all, query);
  const volume = all.reduce((sum, one) => (one.status === "success" ? sum + one.amount : sum), 0);
  return ok(
    "Transactions retrieved",
    page.rows.map((one) => listedView(world, one)),
    "total" in page.meta ? { ...page.meta, total_volume: volume } : page.meta,
  );
}

/** By id or reference: how the customer got on. */
function timeline(world: World, { params }: Call): Answer {
  const name = params["id_or_reference"] ?? "";
  const transaction = world.store.transactions.find(`#${name}`) ?? world.store.transactions.get(name);
  if (transaction === undefined) throw new Refusal(404, "Transaction not found", { code: "transaction_not_found" });
  return ok("Timeline retrieved", logView(transaction));
}

function totals(world: World, { query }: Call): Answer {
  const inTime = within(query);
  const paid = world.store.transactions.all().filter((one) => one.status === "success" && inTime(one.createdAt));
  const pending = world.store.transfers.all().filter((one) => ["pending", "otp", "received"].includes(one.status));
  const sum = (amounts: readonly { readonly amount: number }[]): number =>
    amounts.reduce((total, one) => total + one.amount, 0);
  return ok("Transaction totals", {
    total_transactions: paid.length,
    unique_customers: new Set(paid.map((one) => one.email)).size,
    total_volume: sum(paid),
    total_volume_by_currency: [{ currency: "NGN", amount: sum(paid) }],
    pending_transfers: sum(pending),
    pending_transfers_by_currency: [{ currency: "NGN", amount: sum(pending) }],
  });
}

export const transactionRoutes: readonly Route[] = [
  { method: "POST", path: "/transaction/initialize", operation: "initialize", run: initialize },
  {
    method: "GET",
    path: "/transaction/verify/:reference",
    operation: "verify",
    missing: unknownReference,
    run: verify,
  },
  { method: "GET", path: "/transaction", operation: "list_transactions", run: list },
  { method: "GET", path: "/transaction/totals", operation: "totals", run: totals },
  { method: "GET", path: "/transaction/timeline/:id_or_reference", operation: "timeline", run: timeline },
  { method: "GET", path: "/transaction/:id", operation: "fetch_transaction", run: fetchOne },
];
