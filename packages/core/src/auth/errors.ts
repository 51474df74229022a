import * as z from "zod/mini";
import { type DeclaredError, defineErrors } from "../kernel/index.ts";

const AttemptsLeft = z.strictObject({ attempts_left: z.int().check(z.minimum(0), z.maximum(5)) });

/** How signing in, codes, secrets and sessions say no. */
export const errors = defineErrors("auth", {
  otp_incorrect: {
    kind: "refused",
    says: "This code is not right.",
    remedy: "Type the newest code again; after five wrong ones ask for a new code.",
    details: AttemptsLeft,
  },
  otp_expired: {
    kind: "refused",
    says: "This code is no longer valid.",
    remedy: "Ask for a new code.",
  },
  otp_resend_too_soon: {
    kind: "too_many",
    says: "A code was sent a moment ago.",
    remedy: "Wait for the seconds in Retry-After before asking for another.",
  },
  account_blocked: {
    kind: "forbidden",
    says: "This account is blocked.",
    remedy: "Contact support.",
  },
  platform_shut: {
    kind: "forbidden",
    says: "This account may not be used this way.",
    remedy: "Use another way, the app or the web; or contact support.",
  },
  feature_shut: {
    kind: "forbidden",
    says: "This is not open to this account.",
    remedy: "Contact support.",
  },
  phone_taken: {
    kind: "conflict",
    says: "This phone number has an account.",
    remedy: "Sign in instead.",
  },
  registered_before: {
    kind: "conflict",
    says: "An account was made with this token, which is used up.",
    remedy: "Sign in with a new code.",
  },
  email_taken: {
    kind: "conflict",
    says: "This e-mail address belongs to another account.",
    remedy: "Use another address, or leave it out.",
  },
  referral_code_unknown: {
    kind: "refused",
    says: "There is no such referral code.",
    remedy: "Check the code, or leave it out.",
  },
  refresh_invalid: {
    kind: "unauthenticated",
    says: "This session has ended.",
    remedy: "Sign in again.",
  },
  refresh_reused: {
    kind: "unauthenticated",
    says: "This refresh token was used before; its session has been ended.",
    remedy: "Sign in again. If it was not you who used it, end all sessions.",
  },
  session_revoked: {
    kind: "unauthenticated",
    says: "This access token has been revoked.",
    remedy: "Refresh it, or sign in again.",
  },
  pin_not_set: {
    kind: "refused",
    says: "There is no transaction PIN yet.",
    remedy: "Set one first.",
  },
  pin_weak: {
    kind: "refused",
    says: "This PIN is too easy to guess.",
    remedy: "Choose one without a repeated digit, a sequence or a year.",
  },
  pin_incorrect: {
    kind: "refused",
    says: "This PIN is not right.",
    remedy: "Try again; after five wrong ones the PIN is locked for a while.",
    details: AttemptsLeft,
  },
  pin_locked: {
    kind: "locked",
    says: "The PIN is locked after too many wrong attempts.",
    remedy: "Wait for the seconds in Retry-After.",
  },
  pin_reset_needed: {
    kind: "locked",
    says: "The PIN was locked three times and has to be reset.",
    remedy: "Ask for a code with purpose change_pin, then set a PIN with it and the password.",
  },
  pin_busy: {
    kind: "too_many",
    says: "Too many confirmations at the same time.",
    remedy: "Wait for the seconds in Retry-After, or use a confirmation token for parallel requests.",
  },
  pin_change_unproven: {
    kind: "refused",
    says: "Changing the PIN asks for the present PIN, or for the password and a code.",
    remedy: "Send current_pin; or password and otp, a code that was sent for change_pin.",
  },
  pin_changed_meanwhile: {
    kind: "conflict",
    says: "The PIN was changed by another request at the same time.",
    remedy: "Verify the PIN you want to keep.",
  },
  password_weak: {
    kind: "refused",
    says: "This password is too easy to guess, or was used before.",
    remedy:
      "Choose another one: without one repeated digit or a sequence; staff: 12 characters or more, known to nobody.",
  },
  credentials_incorrect: {
    kind: "refused",
    says: "The phone number or the password is not right, or signing in by password is locked for now.",
    remedy: "Try again, or sign in with a code.",
  },
  contact_unchanged: {
    kind: "refused",
    says: "This is what the account has already.",
    remedy: "Give another one.",
  },
  account_changed_meanwhile: {
    kind: "conflict",
    says: "The account was changed by another request at the same time.",
    remedy: "Read it, and try again if it is not as you want it.",
  },
  password_incorrect: {
    kind: "refused",
    says: "This password is not right.",
    remedy: "Try again; after five wrong ones the password is locked for a while.",
    details: AttemptsLeft,
  },
  password_locked: {
    kind: "locked",
    says: "The password is locked after too many wrong attempts.",
    remedy: "Wait for the seconds in Retry-After.",
  },
  password_busy: {
    kind: "too_many",
    says: "Too many attempts at the same time.",
    remedy: "Wait for the seconds in Retry-After.",
  },
  pin_required: {
    kind: "refused",
    says: "This order is confirmed by the PIN.",
    remedy: "Send pin. A confirmation token is enough up to an amount, and nothing below the one set for it.",
  },
  confirmation_invalid: {
    kind: "refused",
    says: "This confirmation has expired or was made in another session.",
    remedy: "Verify the PIN again.",
  },
});

/** Every way in which a money order is not confirmed, for its door. */
export const confirmationRefusals: readonly DeclaredError[] = [
  errors.account_blocked,
  errors.confirmation_invalid,
  errors.feature_shut,
  errors.pin_busy,
  errors.pin_incorrect,
  errors.pin_locked,
  errors.pin_not_set,
  errors.pin_required,
  errors.pin_reset_needed,
  errors.session_revoked,
];
