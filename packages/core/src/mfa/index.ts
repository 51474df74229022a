/**
 * Second factors: what somebody proves who they are with beside a code or a password.
 *
 * Words. A **strong factor** is an authenticator app (TOTP), approval on another device (push) or a passkey. **Recovery
 * codes** and **security questions** stand in for one that is lost. A person **steps up** when a session gives its
 * second factor anew. A **challenge** is what a key signs.
 *
 * Invariants. An attempt at what can be guessed is counted before it is compared; five wrong ones lock. A code, an
 * approval, a challenge, a recovery code is used once, in the transaction it is used for. Questions do nothing without
 * a code and the password. Setting up and giving up ask for the password, and for the second factor where there is one.
 *
 * Not here: when a second factor is asked for, sessions and devices (auth); telling people (notifications, from the trail).
 */
export { eraseFactors } from "./erasing.ts";
export { errors } from "./errors.ts";
export { factorKinds } from "./kinds.ts";
export { choose, loadOverview, renewRecoveryCodes } from "./overview.ts";
export {
  addPasskey,
  challengePasskey,
  invitePasskey,
  listPasskeys,
  removePasskey,
  signInByPasskey,
} from "./passkeys.ts";
export type { NewCredential, PasskeyVerifier, QrMaker, Totp, UsedCredential } from "./ports.ts";
export { approvePush, denyPush, disablePush, enablePush, listPushes, requestPush } from "./push.ts";
export { setQuestions } from "./questions.ts";
export { confirmTotp, removeTotp, startTotp } from "./totp.ts";
export { stepUp, type Verifiers, verifySecondFactor } from "./verify.ts";
export * from "./passkey-wire.ts";
export * from "./wire.ts";
