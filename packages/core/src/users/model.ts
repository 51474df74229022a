import type { Role } from "../kernel/index.ts";

/**
 * `blocked`: may neither sign in nor refresh, and nobody can pay them. Whoever blocks a person writes the credentials, the
 * phone row and the status of their wallets in one transaction: a payment to a user id sees the wallet only.
 * `closed`: left us; the number and the address are free, and what told who it was has been erased.
 */
export const STATUSES = ["active", "blocked", "closed"] as const;
export type Status = (typeof STATUSES)[number];

/** A person, as seen by themselves. */
export interface Person {
  readonly userId: string;
  readonly firstName: string;
  readonly lastName: string;
  /** E.164. */
  readonly phone: string;
  readonly email: string | undefined;
  readonly roles: readonly Role[];
  readonly referralCode: string;
  readonly referredBy?: string | undefined;
  /** Staff of a branch see its people only. */
  readonly branchId?: string | undefined;
  readonly createdAtMs: number;
  readonly closedAtMs?: number | undefined;
}

export interface Referrer {
  readonly code: string;
  readonly userId: string;
}

export interface NewPerson extends Person {
  readonly referrer: Referrer | undefined;
}

/** What a phone number leads to. */
export interface PhoneRow {
  readonly userId: string;
  readonly status: Status;
  /** Masked: fit for the eyes of whoever knows the number. */
  readonly displayName: string;
}

/** Why a registration's rules failed. `registered_before`: by this same registration. */
export type OpeningRefusal =
  "registered_before" | "phone_taken" | "email_taken" | "referrer_gone" | "referral_code_taken";

const FIRST_NAME_SHOWN_MAX = 30;

/** What others see of a name: `Amina B.` */
export function displayNameOf(firstName: string, lastName: string): string {
  const first = Array.from(firstName).slice(0, FIRST_NAME_SHOWN_MAX).join("").trim();
  const [initial = ""] = lastName;
  return `${first} ${initial.toUpperCase()}.`;
}

/** The ways to us. Each sign-in and each key comes by one of them. */
export const PLATFORMS = ["web", "mobile", "ussd", "api"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** What staff open and shut for single people. */
export const FEATURES = ["topups", "transfers", "payouts", "holds", "api_keys"] as const;
export type Feature = (typeof FEATURES)[number];

export const DRIVER_STATUSES = ["available", "unavailable"] as const;

export const THEMES = ["light", "dark", "system"] as const;
