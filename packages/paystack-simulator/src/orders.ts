import { json, Refusal } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { amountOf, textOf } from "./call.ts";
import { code, idNumber } from "./random.ts";
import { CHANNELS } from "./records.ts";
import type { Channel, ChargeChannel, CustomerRecord, TransactionRecord } from "./records.ts";
import type { World } from "./world.ts";

/** What every way to start a charge has in common: its order is read, and becomes a transaction that nobody paid yet. */

/** NGN 50.00, and ten million. */
const LEAST = 5_000;
const MOST = 1_000_000_000;

export const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const REFERENCE = /^[A-Za-z0-9.=-]{1,100}$/;

const invalid = (message: string): Refusal => new Refusal(400, message, { code: "invalid_params" });

export function readReference(world: World, value: unknown): string {
  const reference = textOf(value) ?? code(10, world.seed, "reference", world.store.transactions.size);
  if (!REFERENCE.test(reference)) throw invalid("Invalid character in transaction reference");
  return reference;
}

export function readAmount(value: unknown): number {
  const amount = amountOf(value);
  if (amount === undefined || amount < LEAST) throw invalid("You must specify a valid amount");
  if (amount > MOST) throw invalid("Transaction amount limit exceeded");
  return amount;
}

/** A stringified JSON or an object; a text that is no JSON stays a text. */
export function readMetadata(value: unknown): unknown {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

export function readUrl(value: unknown, name: string): string | null {
  const text = textOf(value);
  if (text === undefined) return null;
  const scheme = URL.canParse(text) ? new URL(text).protocol : "";
  if (scheme === "" || ["javascript:", "data:", "vbscript:"].includes(scheme))
    throw invalid(`${name} must be a valid URL`);
  return text;
}

export function readChannels(value: unknown): readonly Channel[] {
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

export function readEmail(value: unknown): string {
  const email = textOf(value)?.toLowerCase();
  if (email === undefined || !EMAIL.test(email)) throw invalid("Invalid Email Address Passed");
  return email;
}

export function readCurrency(value: unknown): string {
  const currency = textOf(value) ?? "NGN";
  if (currency === "NGN") return currency;
  throw new Refusal(403, "Currency not supported by merchant", { code: "unsupported_currency" });
}

/** Whoever pays is a customer from then on. */
export function customerOf(world: World, email: string): CustomerRecord {
  const known = world.store.customers.get(email);
  if (known !== undefined) return known;
  const n = world.store.customers.size;
  const now = world.clock.now();
  return {
    email,
    id: idNumber(world.seed, "customer", n),
    code: `CUS_${code(15, world.seed, "customer", n)}`,
    createdAt: now,
    updatedAt: now,
  };
}

export interface Order {
  readonly reference: string;
  readonly email: string;
  readonly amount: number;
  readonly currency: string;
  readonly metadata: unknown;
  readonly channels: readonly Channel[];
  readonly channel?: ChargeChannel;
  readonly callbackUrl?: string | null;
  readonly cancelUrl?: string | null;
}

export function freshTransaction(world: World, order: Order): TransactionRecord {
  const n = world.store.transactions.size;
  return {
    id: idNumber(world.seed, "transaction", n),
    reference: order.reference,
    accessCode: code(15, world.seed, "access", n),
    email: order.email,
    currency: order.currency,
    requestedAmount: order.amount,
    amount: order.amount,
    fees: null,
    status: "abandoned",
    callbackUrl: order.callbackUrl ?? null,
    cancelUrl: order.cancelUrl ?? null,
    channels: order.channels,
    metadata: order.metadata,
    createdAt: world.clock.now(),
    paidAt: null,
    channel: order.channel ?? order.channels[0] ?? "card",
    gatewayResponse: "The transaction was not completed",
    attempts: 0,
    errors: 0,
    history: [],
    attempt: null,
    authorization: null,
  };
}

export function duplicateReference(): Answer {
  return json(400, {
    status: false,
    message: "Duplicate Transaction Reference",
    meta: { nextStep: "Try and create the Transaction or Charge with a new reference" },
    type: "validation_error",
    code: "duplicate_reference",
    errorCodeMappingNotFound: false,
  });
}
