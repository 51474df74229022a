import { DAY, HOUR, MINUTE } from "../kernel/index.ts";

/** The words of virtual accounts, and of who their owners are to the provider. No I/O here. */

/** `closing`: the provider has been told, or will be, that the number takes no more money. */
export const ACCOUNT_STATES = ["open", "closing", "closed"] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];

/** So often the provider is asked at most to look for money that was sent to one account: its banks are asked then, too. */
export const LOOK_PAUSE_MS = 10 * MINUTE;
/** So many accounts at most are looked into in one sweep. */
export const LOOKS_IN_A_SWEEP = 40;
/** How far back charges are read whose events may be lost: for an owner who asks, and in each sweep. */
export const READ_BACK_MS = { asked: 7 * DAY, swept: 6 * HOUR } as const;
/** An account that could not be closed for so long is staff's business. */
export const CLOSING_OVERDUE_MS = DAY;

/** `pending`: the provider compares what was said with the bank's records, and tells by an event. */
export const IDENTIFICATION_STATES = ["pending", "verified", "failed"] as const;
export type IdentificationState = (typeof IDENTIFICATION_STATES)[number];

/** `details_differ`: the bank knows this account or this BVN otherwise. `not_taken`: refused before it was compared. */
export const IDENTIFICATION_FAILURES = ["details_differ", "not_taken", "no_answer"] as const;
export type IdentificationFailure = (typeof IDENTIFICATION_FAILURES)[number];

/** An identification of which no event tells is asked for after this, and given up after that. */
export const IDENTIFICATION_ASKED_AFTER_MS = 10 * MINUTE;
export const IDENTIFICATION_ENDS_AFTER_MS = DAY;

/** What an event says of an identification. */
export interface IdentificationTold {
  readonly customerCode: string;
  readonly isVerified: boolean;
  /** Of the account that was compared, as far as the provider shows it: `012*****789`. */
  readonly maskedAccount: string | undefined;
}

export type IdentificationVerdict =
  | { readonly do: "verify" }
  | { readonly do: "fail"; readonly failure: IdentificationFailure }
  | { readonly do: "nothing" | "wait" };

/**
 * What the provider's word makes of an identification. Whether somebody is identified it says when asked; that an attempt
 * has failed it says by an event alone, which may be about an earlier attempt. Pure.
 */
export function decideIdentification(
  { state, maskedAccount }: { readonly state: IdentificationState; readonly maskedAccount: string },
  told: IdentificationTold | undefined,
  isIdentified: boolean,
): IdentificationVerdict {
  if (state === "verified") return { do: "nothing" };
  if (isIdentified) return { do: "verify" };
  if (told === undefined || told.isVerified) return { do: "wait" };
  const isOther = told.maskedAccount !== undefined && told.maskedAccount !== maskedAccount;
  return state === "failed" || isOther ? { do: "nothing" } : { do: "fail", failure: "details_differ" };
}

/** As the provider shows an account number: the first and the last three digits. */
export function maskAccount(accountNumber: string): string {
  return `${accountNumber.slice(0, 3)}*****${accountNumber.slice(-3)}`;
}

/** What its number and name are sealed for. */
export const contextOf = (userId: string): string => `virtual-account:${userId}`;
