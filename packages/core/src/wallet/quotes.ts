import { openCursor, sealCursor } from "@cowry/table";
import * as z from "zod/mini";
import {
  Amount,
  amountFits,
  type Currency,
  CurrencyCode,
  currentKey,
  type Customer,
  DEFAULT_CURRENCY,
  isoTime,
  liveKeys,
  MINUTE,
  type Minor,
  NotNegativeAmount,
  now,
  present,
  readAmount,
  showAmount,
  subkey,
  Time,
} from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { type Fee, type FeeKind, feeOf, QUOTED_KINDS, shares } from "./fees.ts";
import { loadPolicy } from "./policy.ts";

/**
 * A quote is a fee that stands for some minutes: a sealed text that the client sends back with its order. Nothing is
 * stored; it is bound to the person, the kind of order, the amount and the currency. Asks for CURSOR_KEYS.
 */

const QUOTE_LIFE_MS = 10 * MINUTE;
const PURPOSE = "quote";

export const Quote = z.string().check(z.minLength(1), z.maxLength(512), z.regex(/^[A-Za-z0-9_-]+$/));

export const QuoteRequest = z
  .strictObject({
    kind: z.enum(QUOTED_KINDS),
    amount: Amount,
    currency: z._default(CurrencyCode, DEFAULT_CURRENCY),
  })
  .check(amountFits());

export const QuoteShown = z.strictObject({
  quote: Quote,
  kind: z.enum(QUOTED_KINDS),
  amount: Amount,
  currency: CurrencyCode,
  fee: NotNegativeAmount,
  fee_bearer: z.enum(["payer", "payee"]),
  /** What leaves the payer's wallet. */
  total: Amount,
  /** What reaches the other side. */
  received: Amount,
  expires_at: Time,
});

/** What this order costs, if it is given before the quote expires. */
export async function quoteFee(
  actor: Customer,
  { kind, amount: wanted, currency }: z.output<typeof QuoteRequest>,
): Promise<z.output<typeof QuoteShown>> {
  const amount = present(readAmount(wanted, currency), "the schema has read it");
  const policy = await loadPolicy();
  const { active, min, max } = policy.asset(currency);
  if (!active) throw errors.asset_inactive();
  const shown = (of: Minor) => showAmount(of, currency);
  if (amount < min || amount > max) throw errors.amount_out_of_range({ currency, min: shown(min), max: shown(max) });
  const fee = feeOf(policy.fee(kind, currency), amount);
  const { paid, received } = shares(amount, fee);
  if (received <= 0n) throw errors.fee_exceeds_amount({ fee: shown(fee.amount), currency });
  const expiresAtMs = now() + QUOTE_LIFE_MS;
  const facts = [String(fee.amount), fee.bearer, String(expiresAtMs)].join(" ");
  return {
    quote: sealCursor(subkey(currentKey("CURSOR_KEYS"), PURPOSE), scopeOf(actor.userId, kind, amount, currency), facts),
    kind,
    amount: wanted,
    currency,
    fee: shown(fee.amount),
    fee_bearer: fee.bearer,
    total: shown(paid),
    received: shown(received),
    expires_at: isoTime(expiresAtMs),
  };
}

/** The order that a quote is good for is what it is sealed under. */
function scopeOf(userId: string, kind: FeeKind, amount: Minor, currency: Currency): string {
  return ["quote", userId, kind, String(amount), currency].join(":");
}

/** The fee that was quoted for this very order; refuses any other quote, and one that has expired. */
export function quotedFee(
  userId: string,
  order: { readonly kind: FeeKind; readonly amount: Minor; readonly currency: Currency },
  quote: string,
  atMs: number,
): Fee {
  const scope = scopeOf(userId, order.kind, order.amount, order.currency);
  for (const key of liveKeys("CURSOR_KEYS")) {
    const [amount, bearer, expiresAtMs] = openCursor(subkey(key, PURPOSE), scope, quote)?.split(" ") ?? [];
    if (amount === undefined) continue;
    if (Number(expiresAtMs) <= atMs) throw errors.quote_expired();
    return { amount: BigInt(amount), bearer: bearer === "payee" ? "payee" : "payer" };
  }
  throw errors.quote_invalid();
}
