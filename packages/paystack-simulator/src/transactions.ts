import { json, ok, Refusal } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { amountOf, paged, textOf, within } from "./call.ts";
import type { Call, Route } from "./call.ts";
import { code, idNumber } from "./random.ts";
import { CHANNELS } from "./records.ts";
import type { Channel, CustomerRecord, TransactionRecord } from "./records.ts";
import { listedView, verifiedView } from "./transaction-view.ts";
import type { World } from "./world.ts";

/** Money in: what a merchant starts and asks after. How it is paid is `charges.ts`. */

/** NGN 50.00, and ten million. */
const LEAST = 5_000;
const MOST = 1_000_000_000;

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const REFERENCE = /^[A-Za-z0-9.=-]{1,100}$/;

const invalid = (message: string): Refusal => new Refusal(400, message, { code: "invalid_params" });

function readReference(world: World, value: unknown): string {
  const reference = textOf(value) ?? code(10, world.seed, "reference", world.store.transactions.size);
  if (!REFERENCE.test(reference)) throw invalid("Invalid character in transaction reference");
  return reference;
}

function readAmount(value: unknown): number {
  const amount = amountOf(value);
  if (amount === undefined || amount < LEAST) throw invalid("You must specify a valid amount");
  if (amount > MOST) throw invalid("Transaction amount limit exceeded");
  return amount;
}

/** A stringified JSON or an object; a text that is no JSON stays a text. */
function readMetadata(value: unknown): unknown {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function readUrl(value: unknown, name: string): string | null {
  const text = textOf(value);
  if (text === undefined) return null;
  const scheme = URL.canParse(text) ? new URL(text).protocol : "";
  if (scheme === "" || ["javascript:", "data:", "vbscript:"].includes(scheme))
    throw invalid(`${name} must be a valid URL`);
  return text;
}

function readChannels(value: unknown): readonly Channel[] {
  if (value === undefined || value === null) return [];
  const known: readonly string[] = [
    ...CHANNELS,
    "apple_pay",
    "qr",
    "mobile_money",
    "eft",
    "capitec_pay",
    "payattitude",
  ];
  if (!Array.isArray(value) || !value.every((one) => typeof one === "string" && known.includes(one))) {
    throw invalid("Invalid channels passed");
  }
  return CHANNELS.filter((channel) => value.includes(channel));
}

function customerOf(world: World, email: string): CustomerRecord {
  const known = world.store.customers.get(email);
  const n = world.store.customers.size;
  return (
    known ?? { email, id: idNumber(world.seed, "customer", n), code: `CUS_${code(15, world.seed, "customer", n)}` }
  );
}

function initialize(world: World, { body }: Call): Answer {
  const email = textOf(body["email"])?.toLowerCase();
  if (email === undefined || !EMAIL.test(email)) throw invalid("Invalid Email Address Passed");
  const amount = readAmount(body["amount"]);
  const currency = textOf(body["currency"]) ?? "NGN";
  if (currency !== "NGN") {
    throw new Refusal(403, "Currency not supported by merchant", { code: "unsupported_currency" });
  }
  const reference = readReference(world, body["reference"]);
  const metadata = readMetadata(body["metadata"]);
  const cancelUrl =
    typeof metadata === "object" && metadata !== null && "cancel_action" in metadata ? metadata.cancel_action : null;
  const fresh = {
    callbackUrl: readUrl(body["callback_url"], "callback_url"),
    channels: readChannels(body["channels"]),
  };
  if (world.store.transactions.get(reference) !== undefined) return duplicate();
  const n = world.store.transactions.size;
  const transaction: TransactionRecord = {
    ...fresh,
    id: idNumber(world.seed, "transaction", n),
    reference,
    accessCode: code(15, world.seed, "access", n),
    email,
    currency,
    requestedAmount: amount,
    amount,
    fees: null,
    status: "abandoned",
    cancelUrl: readUrl(cancelUrl, "cancel_action"),
    metadata,
    createdAt: world.clock.now(),
    paidAt: null,
    channel: fresh.channels[0] ?? "card",
    gatewayResponse: "The transaction was not completed",
    attempts: 0,
    errors: 0,
    history: [],
    attempt: null,
    authorization: null,
  };
  const { customers, transactions } = world.store;
  world.commit([customers.change(customerOf(world, email)), transactions.change(transaction)]);
  return ok("Authorization URL created", {
    authorization_url: `${world.url}/checkout/${transaction.accessCode}`,
    access_code: transaction.accessCode,
    reference,
  });
}

function duplicate(): Answer {
  return json(400, {
    status: false,
    message: "Duplicate Transaction Reference",
    meta: { nextStep: "Try and create the Transaction or Charge with a new reference" },
    type: "validation_error",
    code: "duplicate_reference",
    errorCodeMappingNotFound: false,
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

function list(world: World, { query }: Call): Answer {
  const inTime = within(query);
  const wanted = (name: string, value: string): boolean => (query.get(name) ?? value) === value;
  const all = world.store.transactions
    .all()
    .reverse()
    .filter((one) => inTime(one.createdAt) && wanted("status", one.status) && wanted("channel", one.channel))
    .filter((one) => wanted("amount", String(one.amount)) && wanted("currency", one.currency))
    .filter((one) => wanted("customer", String(world.store.customers.get(one.email)?.id ?? "")));
  const page = paged(all, query);
  const volume = all.reduce((sum, one) => (one.status === "success" ? sum + one.amount : sum), 0);
  return ok(
    "Transactions retrieved",
    page.rows.map((one) => listedView(world, one)),
    "total" in page.meta ? { ...page.meta, total_volume: volume } : page.meta,
  );
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
  { method: "GET", path: "/transaction/:id", operation: "fetch_transaction", run: fetchOne },
];
