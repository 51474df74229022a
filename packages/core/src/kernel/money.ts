import * as z from "zod/mini";

/** Money inside the product: an integer count of the asset's smallest unit (kobo for NGN). Never a float. */
export type Minor = bigint;

interface Asset {
  /** Digits behind the point; 0 where the asset has no smaller unit. */
  readonly decimals: number;
  readonly symbol: string;
  readonly name: string;
}

/** Assets with up to 3 decimals travel as JSON integers in minor units; NGN is the default (settled rule 3). */
export const CURRENCIES: Readonly<Record<"NGN", Asset>> = {
  NGN: { decimals: 2, symbol: "₦", name: "Nigerian naira" },
};

export type Currency = keyof typeof CURRENCIES;
export const DEFAULT_CURRENCY: Currency = "NGN";

export const CurrencyCode = z.enum(["NGN"]);

/** A positive amount on the wire: a safe JSON integer in minor units. 0, negatives, fractions and strings are refused. */
export const AmountMinor = z.int().check(z.minimum(1), z.maximum(Number.MAX_SAFE_INTEGER));

/** A balance on the wire: like AmountMinor, but 0 and (for system accounts) negatives exist. */
export const BalanceMinor = z.int().check(z.minimum(Number.MIN_SAFE_INTEGER), z.maximum(Number.MAX_SAFE_INTEGER));

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
  const { decimals } = CURRENCIES[currency];
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${currency} ${amount < 0n ? "-" : ""}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ""}`;
}

/** `amount × basisPoints / 10 000`, halves away from zero: the rule for fees. */
export function percentOf(amount: Minor, basisPoints: bigint): Minor {
  return (amount * basisPoints + 5_000n) / 10_000n;
}
