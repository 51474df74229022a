import { DAY, HOUR, MINUTE, SECOND } from "../kernel/clock.ts";

/**
 * How long a payout waits for a word from the provider before we ask: soon at first, hourly until 72 hours,
 * daily from then on, when staff are told as well. No wait is without an end.
 */
const ASK_AFTER = [
  { untilAge: MINUTE, wait: MINUTE },
  { untilAge: 6 * MINUTE, wait: 5 * MINUTE },
  { untilAge: 20 * MINUTE, wait: 15 * MINUTE },
  { untilAge: 72 * HOUR, wait: HOUR },
] as const;

/** From this age on an open payout is staff's business, too. */
export const OVERDUE_MS = 72 * HOUR;

/** Seconds until we ask the provider again about a payout of this age. */
export function askAfterSeconds(ageMs: number): number {
  return (ASK_AFTER.find(({ untilAge }) => ageMs < untilAge)?.wait ?? DAY) / 1_000;
}

/** A one-time code that nobody enters lapses after half an hour: soon enough to tell the customer within the hour. */
export const APPROVAL_ASK_SECONDS = (15 * MINUTE) / 1_000;
/** By then we have asked what became of it. */
export const APPROVAL_KNOWN_MS = HOUR;

/** For how long a bank's own word on whose an account is counts. */
export const NAME_FRESH_MS = DAY;
/** Until when a bank that does not know an account is asked again: its name enquiry may be down. */
export const NAME_UNKNOWN_PATIENCE_MS = HOUR;
/** Until when silence about an account keeps it from being paid; it was verified when it was saved. */
export const NAME_SILENCE_PATIENCE_MS = 6 * HOUR;
export const NAME_ASK_SECONDS = (10 * MINUTE) / 1_000;

/**
 * "Transfer not found" is no proof while the provider may still be validating what we sent. After this long without a
 * trace we send again, under the same reference: should the first have arrived after all, the second is refused as a
 * duplicate, so that being wrong here costs nothing.
 */
export const RESEND_AFTER_MS = 15 * MINUTE;

/** A sending that was written down goes out within this time or not at all: long before anybody gives it up. */
export const SEND_WITHIN_MS = 10 * SECOND;

/**
 * Only after this long without a trace does a refusal count as the last word on a payout that had been sent before
 * with an unknown outcome: releasing the money is the one step that cannot be taken back.
 */
export const DOUBT_ENDS_MS = HOUR;

/** How long we try again when our balance at the provider is too low, before the customer has the money back. */
export const FLOAT_PATIENCE_MS = DAY;

/** Seconds until we try to send again a payout of this age that our float did not cover. */
export function sendAgainSeconds(ageMs: number): number {
  return (ageMs < HOUR ? 10 * MINUTE : HOUR) / 1_000;
}

/** By then the last of these sendings was made, and what waited for our float was sent or given back. */
export const FUNDS_KNOWN_MS = FLOAT_PATIENCE_MS + sendAgainSeconds(FLOAT_PATIENCE_MS) * SECOND;
