import { iso } from "./answer.ts";
import { fraction } from "./random.ts";
import type { AuthorizationRecord, CustomerRecord, TransactionRecord } from "./records.ts";
import type { World } from "./world.ts";

/** A transaction in Paystack's words. Keys that repeat one another (`paid_at`, `paidAt`) are Paystack's own. */

type View = Record<string, unknown>;

/** A customer where he is part of something else: what is not known is null. */
export function customerView(customer: CustomerRecord | undefined, email: string): View {
  const phone = customer?.phone ?? null;
  return {
    id: customer?.id ?? 0,
    first_name: customer?.firstName ?? null,
    last_name: customer?.lastName ?? null,
    email: customer?.email ?? email,
    customer_code: customer?.code ?? "",
    phone,
    metadata: customer?.metadata ?? null,
    risk_action: customer?.riskAction ?? "default",
    international_format_phone: phone?.startsWith("+") === true ? phone : null,
  };
}

/** The same with "" instead of null: lists and customers say it so. */
export function filledCustomerView(customer: CustomerRecord | undefined, email: string): View {
  const view = customerView(customer, email);
  const filled = { metadata: view["metadata"] ?? {} };
  const names = ["first_name", "last_name", "phone", "international_format_phone"];
  return { ...view, ...filled, ...Object.fromEntries(names.map((name) => [name, view[name] ?? ""])) };
}

export function authorizationView(authorization: AuthorizationRecord): View {
  const { sender } = authorization;
  return {
    authorization_code: authorization.code,
    bin: authorization.bin,
    last4: authorization.last4,
    exp_month: authorization.expMonth,
    exp_year: authorization.expYear,
    channel: authorization.channel,
    card_type: `${authorization.brand} `,
    bank: authorization.bank,
    country_code: "NG",
    brand: authorization.brand,
    reusable: authorization.channel === "card",
    signature: authorization.signature ?? `SIG_${authorization.code.slice(5)}`,
    account_name: null,
    ...(sender === undefined
      ? { receiver_bank_account_number: null, receiver_bank: null }
      : {
          sender_bank: sender.bank,
          sender_bank_account_number: `XXXXXX${sender.accountNumber.slice(-4)}`,
          sender_country: "NG",
          sender_name: sender.name,
          narration: sender.narration,
          receiver_bank_account_number: sender.receiverAccount,
          receiver_bank: sender.receiverBank,
        }),
  };
}

/** What Paystack has been seen to say where nothing was sent; its own document allows the answers of verify two of them. */
const DRIFTS = { verify: ["", {}], event: [null, "", 0, {}] } as const;

/** A client must live with all of them. Which one it is follows from the reference. */
function drifting(world: World, transaction: TransactionRecord, where: keyof typeof DRIFTS): unknown {
  if (transaction.metadata !== null) return transaction.metadata;
  const drifts = DRIFTS[where];
  return drifts[Math.floor(fraction(world.seed, "metadata", transaction.reference) * drifts.length)];
}

export function logView(transaction: TransactionRecord): View {
  const since = (at: number): number => Math.round((at - transaction.createdAt) / 1_000);
  return {
    start_time: Math.round(transaction.createdAt / 1_000),
    time_spent: since(transaction.history.at(-1)?.at ?? transaction.createdAt),
    attempts: transaction.attempts,
    errors: transaction.errors,
    success: transaction.paidAt !== null,
    mobile: false,
    input: [],
    history: transaction.history.map(({ type, message, at }) => ({ type, message, time: since(at) })),
  };
}

function common(world: World, transaction: TransactionRecord): View {
  const paidAt = transaction.paidAt === null ? null : iso(transaction.paidAt);
  return {
    id: transaction.id,
    domain: world.domain,
    status: transaction.status,
    reference: transaction.toldAs ?? transaction.reference,
    receipt_number: null,
    amount: transaction.amount,
    message: null,
    gateway_response: transaction.gatewayResponse,
    paid_at: paidAt,
    created_at: iso(transaction.createdAt),
    channel: transaction.channel,
    currency: transaction.currency,
    ip_address: "127.0.0.1",
    log: logView(transaction),
    fees: transaction.fees,
    fees_split: null,
    authorization: transaction.authorization === null ? {} : authorizationView(transaction.authorization),
    customer: customerView(world.store.customers.get(transaction.email), transaction.email),
    split: {},
    subaccount: {},
    order_id: null,
    paidAt,
    createdAt: iso(transaction.createdAt),
    requested_amount: transaction.requestedAmount,
    pos_transaction_data: null,
    source: {
      type: "api",
      source: "merchant_api",
      entry_point: transaction.channel === "dedicated_nuban" ? "dedicated_nuban" : "transaction_initialize",
      identifier: null,
    },
    fees_breakdown: null,
    connect: null,
  };
}

/** `data` of GET /transaction/verify/:reference. */
export function verifiedView(world: World, transaction: TransactionRecord): View {
  const at = iso(transaction.paidAt ?? transaction.createdAt);
  const metadata = drifting(world, transaction, "verify");
  return { ...common(world, transaction), metadata, plan: null, transaction_date: at, plan_object: {} };
}

/** A row of GET /transaction, and GET /transaction/:id: here metadata is an object, and names are never null. */
export function listedView(world: World, transaction: TransactionRecord): View {
  const { metadata } = transaction;
  return {
    ...common(world, transaction),
    plan: {},
    metadata: typeof metadata === "object" ? (metadata ?? { custom_fields: [] }) : {},
    customer: filledCustomerView(world.store.customers.get(transaction.email), transaction.email),
    helpdesk_link: null,
  };
}

/** `data` of charge.success. */
export function eventView(world: World, transaction: TransactionRecord): View {
  return { ...common(world, transaction), metadata: drifting(world, transaction, "event"), plan: {} };
}

/** `data` of POST /transaction/charge_authorization. */
export function chargedView(world: World, transaction: TransactionRecord, card: AuthorizationRecord): View {
  const shown = common(world, transaction);
  const keys = ["amount", "currency", "status", "reference", "domain", "gateway_response", "message"];
  const { metadata } = transaction;
  return {
    ...Object.fromEntries(keys.map((key) => [key, shown[key]])),
    transaction_date: shown["paid_at"] ?? shown["created_at"],
    metadata: typeof metadata === "string" ? metadata : metadata === null ? "" : JSON.stringify(metadata),
    channel: "card",
    ip_address: null,
    log: shown["log"],
    fees: transaction.fees,
    authorization: authorizationView(card),
    customer: shown["customer"],
    plan: null,
    id: transaction.id,
  };
}
