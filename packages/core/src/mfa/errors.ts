import * as z from "zod/mini";
import { defineErrors } from "../kernel/index.ts";

const AttemptsLeft = z.strictObject({ attempts_left: z.int().check(z.minimum(0), z.maximum(5)) });

/** How second factors say no. */
export const errors = defineErrors("mfa", {
  mfa_code_incorrect: {
    kind: "refused",
    says: "This answer is not right.",
    remedy: "Try again; after five wrong ones your second factors are locked for a while.",
    details: AttemptsLeft,
  },
  mfa_locked: {
    kind: "locked",
    says: "Second factors are locked after too many wrong answers.",
    remedy: "Wait for the seconds in Retry-After.",
  },
  factor_not_set_up: {
    kind: "refused",
    says: "You have not set this up.",
    remedy: "Set it up first, or use another way.",
  },
  totp_not_started: {
    kind: "refused",
    says: "There is no authenticator app waiting to be confirmed.",
    remedy: "Start again, and confirm within ten minutes.",
  },
  factor_required_by_policy: {
    kind: "refused",
    says: "Your role asks for a second factor; this is the last one.",
    remedy: "Set up another one first.",
  },
  passkey_invalid: {
    kind: "refused",
    says: "This passkey does not fit.",
    remedy: "Ask for a new challenge and try again, or sign in another way.",
  },
  passkey_known: {
    kind: "conflict",
    says: "This passkey is set up already.",
    remedy: "Use it.",
  },
  passkey_not_found: {
    kind: "not_found",
    says: "There is no such passkey.",
    remedy: "List your passkeys.",
  },
  passkeys_too_many: {
    kind: "refused",
    says: "You have as many passkeys as one person can have.",
    remedy: "Remove one first.",
  },
  push_not_found: {
    kind: "not_found",
    says: "There is no such sign-in to approve.",
    remedy: "It may have been answered, or be too old.",
  },
  push_pending: {
    kind: "conflict",
    says: "Nobody has approved this sign-in yet.",
    remedy: "Ask again after the seconds in Retry-After.",
  },
  push_denied: {
    kind: "forbidden",
    says: "This sign-in was denied on another device.",
    remedy: "Sign in anew, if it was you.",
  },
  push_number_wrong: {
    kind: "refused",
    says: "This is not the number that the sign-in shows.",
    remedy: "Look at the other screen. If you are not signing in, deny it.",
    details: z.strictObject({ attempts_left: z.int().check(z.minimum(0), z.maximum(3)) }),
  },
  device_not_approver: {
    kind: "forbidden",
    says: "This device does not approve sign-ins.",
    remedy: "Let it do so first.",
  },
});
