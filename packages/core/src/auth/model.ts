import { type Currency, DAY, HOUR, MINUTE, SECOND } from "../kernel/index.ts";

/** What a one-time code that goes to a phone is for: a code of one purpose opens no other door. */
export const PHONE_PURPOSES = ["login", "reset_password", "transfer_confirm", "change_pin", "change_phone"] as const;
export type PhonePurpose = (typeof PHONE_PURPOSES)[number];
/** The same for an e-mail address. */
export const EMAIL_PURPOSES = ["login", "verify_email"] as const;
export type EmailPurpose = (typeof EMAIL_PURPOSES)[number];
export type Purpose = PhonePurpose | EmailPurpose;

export const OTP_LENGTH = 6;
export const OTP_LIFE_MS = 5 * MINUTE;
export const OTP_TRIES_MAX = 5;
/** How long to wait after the first, second, third and any further code to the same number. */
export const RESEND_AFTER_MS = [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE] as const;
/** A number that asks for nothing so long begins anew. */
export const SPACING_FORGOTTEN_MS = HOUR;

/** More than a registration is honestly sent again. */
export const UNUSED_SESSIONS_MAX = 20;
/** A refresh token that is not used for a week ends, and every session after a month. */
export const SESSION_IDLE_MS = 7 * DAY;
export const SESSION_LIFE_MS = 30 * DAY;
/** How long a client whose answer was lost may ask again with the token it still has. */
export const REFRESH_GRACE_MS = 10 * SECOND;

/** Access tokens are not looked up but where money moves: until then a revoked one may live. */
export const ACCESS_LIFE_MS = 15 * MINUTE;
export const CONFIRMATION_LIFE_MS = 5 * MINUTE;
/**
 * The most that one order may move on a confirmation token, in minor units (NGN 100,000.00). Above it the PIN itself is
 * asked: a phone that is lost unlocked, or a stolen token, is worth no more than this at a time.
 */
export const CONFIRMATION_AMOUNT_MAX: Readonly<Record<Currency, bigint>> = {
  NGN: 10_000_000n,
  USD: 10_000n,
  GHS: 100_000n,
  KES: 1_300_000n,
  XOF: 60_000n,
  USDT: 100_000_000n,
  BTC: 100_000n,
};

/** How long a PIN that was reset by a code moves less money at a time: whoever stole the phone is in a hurry. */
export const REDUCED_LIMITS_MS = DAY;
/** The most that an order may move without any PIN, where its owner allows it, in minor units (NGN 5,000.00). */
export const PIN_FREE_AMOUNT_MAX: Readonly<Record<Currency, bigint>> = {
  NGN: 500_000n,
  USD: 500n,
  GHS: 5_000n,
  KES: 65_000n,
  XOF: 3_000n,
  USDT: 5_000_000n,
  BTC: 5_000n,
};
