import { DAY, HOUR, MINUTE } from "../kernel/clock.ts";
import type { ComparedStream, Kind, Standing } from "./model.ts";

/**
 * The matching rules, as data: what a provider's words mean, what is compared in which order, and how far two sides may
 * be apart. `match.ts` carries them out and knows no other.
 */

/** What each of Paystack's statuses means for the money. A word that is not here is `open`: nothing is concluded of it. */
export const STANDINGS: Readonly<Record<ComparedStream, Readonly<Record<string, Standing>>>> = {
  charges: {
    success: "moved",
    reversed: "returned",
    abandoned: "none",
    failed: "none",
    ongoing: "open",
    pending: "open",
    processing: "open",
    queued: "open",
  },
  transfers: {
    success: "moved",
    reversed: "returned",
    failed: "none",
    abandoned: "none",
    blocked: "none",
    rejected: "none",
    pending: "open",
    otp: "open",
    received: "open",
    queued: "open",
  },
  // Ours is booked when it has reached whoever paid, which takes days.
  refunds: {
    pending: "open",
    processing: "open",
    "needs-attention": "open",
    processed: "moved",
    failed: "none",
  },
};

/** What two sides of one reference are compared by. */
export type Compared = "records" | "currency" | "return" | "standing" | "amount" | "fee" | "day" | "delay";

export interface Rule {
  readonly kind: Kind;
  readonly compares: Compared;
  /** Difference up to which the two sides agree: milliseconds for times, minor units for money. */
  readonly tolerance: number;
  /** In these alone; in all where nothing is said. */
  readonly only?: readonly ComparedStream[];
}

/** Whose two sides move at the same moment: a refund is made on one day and ends on another. */
const TIMED: readonly ComparedStream[] = ["charges", "transfers"];

/** In this order: the first rule that is broken names the discrepancy, and both sides are shown with it as a whole. */
export const RULES: readonly Rule[] = [
  { kind: "duplicate", compares: "records", tolerance: 0 },
  { kind: "reversed", compares: "return", tolerance: 0 },
  { kind: "status", compares: "standing", tolerance: 0 },
  { kind: "currency", compares: "currency", tolerance: 0 },
  { kind: "amount", compares: "amount", tolerance: 0 },
  { kind: "fee", compares: "fee", tolerance: 0 },
  // Of what happens around midnight each side may take another day for the right one.
  { kind: "wrong_day", compares: "day", tolerance: 15 * MINUTE, only: TIMED },
  { kind: "late", compares: "delay", tolerance: HOUR, only: TIMED },
];

/** The provider's records of so long before the day are read: a checkout that was opened then may be paid on the day. */
export const READ_BEFORE_MS = DAY;
/** A refund that was made so many days ago may end on the day. */
export const REFUND_DAYS = 14;
/** Records and movements of so long around the day are set out, to find the other half of what happens at midnight. */
export const AROUND_MS = HOUR;

/** The day at whose end somebody should have dealt with it, in days since it was found. */
export const DUE_AFTER_DAYS: Readonly<Record<Kind, number>> = {
  missing_here: 1,
  missing_there: 1,
  amount: 1,
  currency: 1,
  status: 1,
  duplicate: 1,
  reversed: 1,
  settlement_short: 2,
  unknown_reference: 2,
  fee: 5,
  wrong_day: 5,
  late: 5,
};

/** What a movement of the provider's balance can be, by what it is about; anything else there is none of ours. */
export const MODELS: Readonly<Record<string, ComparedStream>> = {
  Transaction: "charges",
  Transfer: "transfers",
  Refund: "refunds",
};

/** In words, for the report. */
export const SAYS: Readonly<Record<Kind, string>> = {
  missing_here: "The provider moved it, our books did not",
  missing_there: "Our books moved it, the provider does not know it",
  amount: "The amounts differ",
  fee: "The provider's fees differ",
  currency: "The currencies differ",
  status: "One side moved the money, the other says that it did not",
  duplicate: "The provider has it more than once",
  late: "We booked it long after the provider did",
  reversed: "The provider took it back, our books did not",
  settlement_short: "A settlement is less than what it is made of",
  wrong_day: "The two sides have it on different days",
  unknown_reference: "Nothing of ours has this reference",
};
