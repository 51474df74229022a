import * as z from "zod/mini";

/** Money inside the product: an integer count of the asset's smallest unit (kobo for NGN). Never a float. */
export type Minor = bigint;

export interface Asset {
  readonly type: "fiat" | "crypto";
  /** Digits behind the point; 0 where the asset has no smaller unit. Fixed for ever: stored amounts count in it. */
  readonly decimals: number;
  readonly symbol: string;
  readonly name: string;
  /** Smallest and largest amount of one order. Policy may narrow both. */
  readonly min: Minor;
  readonly max: Minor;
  /** Whether wallets of it may be opened and paid from. Policy may say otherwise. */
  readonly active: boolean;
  /** The chain of a crypto asset. */
  readonly network?: string;
}

const SAFE_MAX = BigInt(Number.MAX_SAFE_INTEGER);
/** 20 digits, as DECIMAL(20, 8) has them: beyond what a JSON integer holds, well within what the table does. */
const WIDE_MAX = 10n ** 20n - 1n;

const fiat = { type: "fiat", min: 1n, max: SAFE_MAX, active: true } as const;
const crypto = { type: "crypto", min: 1n, max: WIDE_MAX, active: true } as const;

/** What a wallet can hold. Assets with up to 3 decimals travel as JSON integers in minor units, others as decimals. */
export const ASSETS = {
  NGN: { ...fiat, decimals: 2, symbol: "₦", name: "Nigerian naira" },
  USD: { ...fiat, decimals: 2, symbol: "$", name: "US dollar" },
  GHS: { ...fiat, decimals: 2, symbol: "GH₵", name: "Ghanaian cedi" },
  KES: { ...fiat, decimals: 2, symbol: "KSh", name: "Kenyan shilling" },
  XOF: { ...fiat, decimals: 0, symbol: "F\u202fCFA", name: "West African CFA franc" },
  USDT: { ...crypto, decimals: 6, symbol: "₮", name: "Tether USD", network: "TRON" },
  BTC: { ...crypto, decimals: 8, symbol: "₿", name: "Bitcoin", network: "Bitcoin" },
} as const satisfies Readonly<Record<string, Asset>>;

export type Currency = keyof typeof ASSETS;
export const CURRENCIES = Object.keys(ASSETS) as readonly Currency[];
export const DEFAULT_CURRENCY: Currency = "NGN";

export const CurrencyCode = z.enum(["NGN", "USD", "GHS", "KES", "XOF", "USDT", "BTC"] satisfies Currency[]);

/** What cards and banks can be paid in: the rails know no other asset. */
export const RailCurrencyCode = z.enum(["NGN"]);
export type RailCurrency = z.infer<typeof RailCurrencyCode>;

export function assetOf(currency: Currency): Asset {
  return ASSETS[currency];
}

/** A positive amount on the wire: a safe JSON integer in minor units. 0, negatives, fractions and strings are refused. */
export const AmountMinor = z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER));

/** A balance on the wire: like AmountMinor, but 0 and (for system accounts) negatives exist. */
export const BalanceMinor = z.int().check(z.minimum(Number.MIN_SAFE_INTEGER), z.maximum(Number.MAX_SAFE_INTEGER));

const NotNegativeMinor = z.int().check(z.minimum(0), z.maximum(Number.MAX_SAFE_INTEGER));

const decimals = (pattern: RegExp) => z.string().check(z.minLength(1), z.maxLength(40), z.regex(pattern));

/** An amount of whatever asset: minor units as a JSON integer, or a decimal string where the asset has many decimals. */
export const Amount = z.union([AmountMinor, decimals(/^(?=[0-9.]*[1-9])(0|[1-9]\d{0,19})(\.\d{1,18})?$/)]);
export const NotNegativeAmount = z.union([NotNegativeMinor, decimals(/^(0|[1-9]\d{0,19})(\.\d{1,18})?$/)]);
export const SignedAmount = z.union([BalanceMinor, decimals(/^-?(0|[1-9]\d{0,19})(\.\d{1,18})?$/)]);

/** Decimals up to which an asset's amounts are JSON integers. */
const INTEGER_DECIMALS_MAX = 3;

export function isIntegerOnWire(currency: Currency): boolean {
  return assetOf(currency).decimals <= INTEGER_DECIMALS_MAX;
}

/** Inside form of a wire amount; undefined when it has not the form of its asset, or more decimals than that. Exact. */
export function readAmount(wire: number | string, currency: Currency): Minor | undefined {
  if (isIntegerOnWire(currency))
    return typeof wire === "number" && Number.isSafeInteger(wire) ? BigInt(wire) : undefined;
  return typeof wire === "string" ? parseDecimal(wire, assetOf(currency).decimals) : undefined;
}

/** The wire form of an inside amount: what `readAmount` reads. An unsafe integer is our bug. */
export function showAmount(amount: Minor, currency: Currency): number | string {
  return isIntegerOnWire(currency) ? toWire(amount) : formatDecimal(amount, assetOf(currency).decimals);
}

/** `12.5` → 12500000 for 6 decimals. Digit by digit, without a float; undefined for any other form. */
export function parseDecimal(text: string, scale: number): Minor | undefined {
  const [, sign, whole, fraction = ""] = /^(-?)(0|[1-9]\d{0,37})(?:\.(\d{1,18}))?$/.exec(text) ?? [];
  if (whole === undefined || fraction.length > scale) return undefined;
  const amount = BigInt(whole + fraction.padEnd(scale, "0"));
  return sign === "-" ? -amount : amount;
}

/** 12500000 → `12.500000` for 6 decimals: always all of them, so that equal amounts are equal texts. */
export function formatDecimal(amount: Minor, scale: number): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, "0");
  const cut = digits.length - scale;
  return `${amount < 0n ? "-" : ""}${digits.slice(0, cut)}${scale > 0 ? `.${digits.slice(cut)}` : ""}`;
}

/** Wire integer of an inside amount. An amount beyond 2^53 - 1 of a wire-integer asset is our bug. */
export function toWire(amount: Minor): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError("amount exceeds what JSON integers can hold");
  return number;
}

export function fromWire(amount: number): Minor {
  return BigInt(amount);
}

/** For people: `NGN 1,200.00`. */
export function formatMoney(amount: Minor, currency: Currency): string {
  const [whole = "", fraction] = formatDecimal(amount < 0n ? -amount : amount, assetOf(currency).decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${currency} ${amount < 0n ? "-" : ""}${grouped}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** `amount × basisPoints / 10 000`, halves away from zero: the rule for fees. */
export function percentOf(amount: Minor, basisPoints: bigint): Minor {
  return (amount * basisPoints + 5_000n) / 10_000n;
}

/**
 * For objects with `amount` and `currency`: the amount must have the form of its asset. Names the field, so that the
 * answer does.
 */
export const amountFits = () =>
  z.refine<{ readonly amount: number | string; readonly currency: Currency }>((of) => fits(of.amount, of.currency), {
    path: ["amount"],
    error: "must be an integer in minor units, or for assets with more than 3 decimals a decimal string",
  });

function fits(amount: number | string, currency: Currency): boolean {
  return readAmount(amount, currency) !== undefined;
}
