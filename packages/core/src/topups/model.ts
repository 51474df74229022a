import * as z from "zod/mini";
import {
  derivedId,
  type Minor,
  providerReference,
  type RailCurrency,
  SECOND,
  transactionIdOf,
} from "../kernel/index.ts";
import { type Journal, type TransactionStatus, walletAccount } from "../wallet/index.ts";
import { PAYMENT_METHODS, type PaymentMethod } from "./ports.ts";

/** The words of top-ups. No I/O here. */

/** The provider's own bounds. */
export const TOPUP_BOUNDS: Readonly<Record<RailCurrency, { readonly min: Minor; readonly max: Minor }>> = {
  NGN: { min: 5_000n, max: 1_000_000_000n },
};

/** Money that arrives is never refused by a state: whatever has no legs yet may be settled, expired and flagged ones too. */
export const SETTLEABLE: readonly TransactionStatus[] = [
  "pending",
  "processing",
  "awaiting_confirmation",
  "held",
  "failed",
  "cancelled",
];

/** It ended, and nobody had paid it as far as was known: of what its new card may be charged it takes nothing. */
export function hasEndedUnpaid({ status }: Pick<Journal, "status">): boolean {
  return status === "failed" || status === "cancelled";
}

/** Why a charge was not credited; kept in the journal for staff. */
export const FLAWS = ["amount_differs", "currency_differs", "mode_differs", "wallet_closed_to_credits"] as const;
export type Flaw = (typeof FLAWS)[number];

/** What a top-up's journal keeps in `external`. */
const Facts = z.object({
  method: z.enum([...PAYMENT_METHODS, "saved_card", "virtual_account"]),
  /** Checkout pages opened so far, from 1; each has a reference of its own. A saved card has one for ever. */
  attempt: z.int(),
  /** When the provider was called last, or would be. */
  attemptAtMs: z.int(),
  /** Its owner lets us keep the card that pays it: the address under which that may be charged again. */
  keepFor: z.optional(z.string()),
  /** Of one by a saved card: which. */
  cardId: z.optional(z.string()),
  flaw: z.optional(z.enum(FLAWS)),
  /** The flawed charge as the provider told it. */
  told: z.optional(z.object({ amount: z.bigint(), currency: z.string(), mode: z.string(), reference: z.string() })),
  /** Of one that was credited: what has gone back to the payer for good. */
  returned: z.optional(z.bigint()),
});
export type TopupFacts = Readonly<z.infer<typeof Facts>>;

export function readFacts(external: Readonly<Record<string, unknown>> | undefined): TopupFacts {
  return z.parse(Facts, external);
}

/** The top-up of a charge that did not begin with us: the reference is the provider's, and names it all the same. */
export function receivedTopupId(reference: string): string {
  return derivedId("topups/received", reference);
}

/** The top-up that any charge is of, whoever made its reference. */
export function topupIdFor(reference: string): string {
  return topupIdOf(reference) ?? receivedTopupId(reference);
}

/** Whether its money is in its owner's wallet, or was. */
export function isCredited({ kind, legs = [], owner, currency }: Journal): boolean {
  return kind === "topup" && legs.some(({ account }) => account === walletAccount(owner, currency));
}

/** A charge, as refunds and disputes of it name it. */
export interface ChargeNamed {
  readonly reference: string;
  readonly mode: "test" | "live";
}

/**
 * What became of a charge of this top-up: it was `booked`; it was `never`, nor will be, for it was flagged, or another
 * page's was booked; or it is `awaited`: nobody has told us of it. Several pages of one top-up may be paid. Pure.
 */
export function bookingOf(
  { legs, reference, mode, external }: Journal,
  charge: ChargeNamed,
): "booked" | "never" | "awaited" {
  const isIt = (one: { readonly reference?: string | undefined; readonly mode?: string | undefined }) =>
    one.reference === charge.reference && one.mode === charge.mode;
  if (legs !== undefined) return isIt({ reference, mode }) ? "booked" : "never";
  return isIt(readFacts(external).told ?? {}) ? "never" : "awaited";
}

/** What the payer is charged: the fee that they bear is on top. */
export function grossAmount({ amount, fee }: Pick<Journal, "amount" | "fee">): Minor {
  return amount + fee;
}

export interface TopupOrder {
  readonly amount: Minor;
  readonly currency: RailCurrency;
  readonly method: PaymentMethod;
  readonly callbackUrl: string | undefined;
  /** Whether the card that pays it is kept, to be charged again. */
  readonly saveCard?: boolean | undefined;
  /** Idempotency key. */
  readonly key: string;
}

/**
 * How long a call to the provider may be under way: longer than any door runs that makes one, and what clocks differ by.
 * Until then nobody makes another for the same order, or gives that one's answer up.
 */
export const CALL_MS = 25 * SECOND;

/** A page may have to be opened again under another reference: the first attempt's is the plain one. */
export const ATTEMPTS_MAX = 9;

/** `cw-<32 hex>`, and `cw-<32 hex>-2` for the second attempt: all lead back to one top-up. */
export function checkoutReference(transactionId: string, attempt: number): string {
  const first = providerReference(transactionId);
  return attempt === 1 ? first : `${first}-${attempt}`;
}

/** The top-up that a reference names, whichever attempt it is of; undefined when it is none of ours. */
export function topupIdOf(reference: string): string | undefined {
  return transactionIdOf(reference.replace(/-[2-9]$/, ""));
}
