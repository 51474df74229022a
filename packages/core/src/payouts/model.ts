import * as z from "zod/mini";
import { assert, type Minor, type RailCurrency } from "../kernel/index.ts";
import type { Journal, TransactionStatus } from "../wallet/index.ts";

/** The words of payouts. No I/O here. */

/** Money is reserved, and what became of the transfer is not known for good. */
export const OPEN: readonly TransactionStatus[] = ["pending", "processing", "awaiting_confirmation"];

export function isOpen({ status }: Journal): boolean {
  return OPEN.includes(status);
}

/** Why the customer has the money back; shown as `failure` in the transaction's metadata. */
export const FAILURES = [
  "returned_by_bank",
  "refused_by_provider",
  "provider_unavailable",
  "beneficiary_outdated",
  /** Our balance at the provider did not cover it in time. */
  "funds_unavailable",
  /** It waited for a word of ours at the provider that was not given in time, or was a no. */
  "not_approved",
  "account_name_differs",
  "account_not_found",
] as const;
export type Failure = (typeof FAILURES)[number];

/** What needs a person; kept in the journal, and told by an alert. */
export const FLAWS = [
  "differs_from_order",
  "paid_after_release",
  "failed_after_success",
  "wallet_closed_to_credits",
] as const;
export type Flaw = (typeof FLAWS)[number];

/**
 * What an open payout waits for beside the bank: money of ours at the provider, the one-time code that was left on, or
 * the answer of our approval address.
 */
export const WAITS_FOR = ["float", "otp", "approval"] as const;
export type WaitsFor = (typeof WAITS_FOR)[number];

/** What a payout's journal keeps in `external`. */
const Facts = z.object({
  beneficiaryId: z.string(),
  /** The provider's code of the account. */
  recipientCode: z.string(),
  /** What the provider said at the end. */
  providerStatus: z.optional(z.string()),
  transferCode: z.optional(z.string()),
  waitsFor: z.optional(z.enum(WAITS_FOR)),
  waitsSinceMs: z.optional(z.number()),
  flaw: z.optional(z.enum(FLAWS)),
  /** Who noted the flaw, and whether staff have been told of it since. */
  noted: z.optional(z.object({ id: z.string(), atMs: z.number(), told: z.optional(z.boolean()) })),
});
export type PayoutFacts = Readonly<z.infer<typeof Facts>>;

export function readFacts({ external }: Journal): PayoutFacts {
  return z.parse(Facts, external);
}

/** What the provider told at the end, as steps hand it on. Plain JSON: it travels through the state machine. */
export interface Said {
  readonly status: string;
  readonly transferCode: string | null;
  /** Minor units that the provider charged us; null when it did not say. */
  readonly fee: number | null;
  /** For a release: why, in public words. */
  readonly failure: Failure | null;
  /**
   * For a release that does not rest on the transfer's own end: the newest sending, which was refused; 0 when none ever
   * began. It holds only while no other has begun.
   */
  readonly afterSend: number | null;
}

/** How things stand after a step, and what the execution does next. */
export type Step =
  | { readonly outcome: "completed" | "failed"; readonly said: Said }
  /** The account is still whose it was: send. */
  | { readonly outcome: "checked" }
  /** The bank does not say whose the account is: ask it again in `waitSeconds`. */
  | { readonly outcome: "not_checked"; readonly waitSeconds: number }
  /** Ask again in `waitSeconds`, unless a webhook is faster. `awaiting_approval`: it is us whom the provider waits for. */
  | { readonly outcome: "awaiting" | "awaiting_approval"; readonly waitSeconds: number }
  /** The provider has no such transfer: send it in `waitSeconds`. `no_float`: our balance there did not cover it. */
  | { readonly outcome: "not_sent" | "no_float"; readonly waitSeconds: number }
  | { readonly outcome: "ended" };

/** `beneficiaryId` absent: the account that the customer has chosen. */
export interface PayoutWish extends Omit<PayoutOrder, "beneficiaryId" | "byChoice"> {
  readonly beneficiaryId: string | undefined;
}

export interface PayoutOrder {
  readonly beneficiaryId: string;
  /** The order itself named none: repeated, it is the same whatever has been chosen since. */
  readonly byChoice?: true;
  readonly amount: Minor;
  readonly currency: RailCurrency;
  /** The customer's own. */
  readonly reference: string | undefined;
  /** For the history, and what the bank is told it is for. */
  readonly note?: string | undefined;
  /** A fee that was quoted for this order. */
  readonly quote?: string | undefined;
  /** Idempotency key. */
  readonly key: string;
}

export function currencyOf({ currency }: Journal): RailCurrency {
  assert(currency === "NGN", "payouts are in naira");
  return currency;
}

/** As banks are listed: `057`, `035A`, `MFB50094`. */
export const BANK_CODE = /^[0-9A-Za-z]{2,16}$/;
/** Longest name of a bank or holder that we pass on, in bytes. */
export const BANK_TEXT_MAX = 128;

/** Ten digits as people may see them: `******6789`. */
export function maskAccount(last4: string): string {
  return `******${last4}`;
}
