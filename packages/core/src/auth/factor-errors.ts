import { defineErrors } from "../kernel/index.ts";

/** How whatever comes after the first factor says no. */
export const factorErrors = defineErrors("auth", {
  session_not_found: {
    kind: "not_found",
    says: "There is no such session.",
    remedy: "List your sessions.",
  },
  device_not_found: {
    kind: "not_found",
    says: "There is no such device.",
    remedy: "List your devices.",
  },
  device_unnamed: {
    kind: "refused",
    says: "This works on a named device only.",
    remedy: "Send X-Device-Id as it was at sign-in.",
  },
  device_key_invalid: {
    kind: "refused",
    says: "This device key does not sign in.",
    remedy: "Sign in another way, and register the device's key anew.",
  },
  device_key_malformed: {
    kind: "refused",
    says: "This is no public key of the curve P-256.",
    remedy: "Send the key's SubjectPublicKeyInfo, DER, base64url.",
  },
  challenge_expired: {
    kind: "refused",
    says: "This challenge is not valid any more.",
    remedy: "Ask for a new one; each works once, for five minutes.",
  },
  second_factor_required: {
    kind: "forbidden",
    says: "This asks for a session with a second factor.",
    remedy: "Set one up if you have none, then give it at mfa/step-up, or at the next sign-in.",
  },
  step_up_required: {
    kind: "forbidden",
    says: "This asks for your second factor anew.",
    remedy: "Give it at mfa/step-up; then you have fifteen minutes.",
  },
  mfa_token_invalid: {
    kind: "unauthenticated",
    says: "This sign-in no longer waits for a second factor.",
    remedy: "Sign in anew.",
  },
  second_factor_not_offered: {
    kind: "refused",
    says: "This is not among the methods that this sign-in offered.",
    remedy: "Use one of `methods`.",
  },
  second_factor_used: {
    kind: "refused",
    says: "This answer has been used before.",
    remedy: "Wait for the next code, or use another one.",
  },
  last_factor: {
    kind: "refused",
    says: "Your role asks for a second factor, and this device is the last one.",
    remedy: "Set up another one first.",
  },
  factors_changed_meanwhile: {
    kind: "conflict",
    says: "Your ways to sign in were changed by another request at the same time.",
    remedy: "Look at them, and send the change again.",
  },
});
