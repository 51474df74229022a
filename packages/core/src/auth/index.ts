/**
 * Signing in, and proving that it is you.
 *
 * Words. A **code** (OTP) proves a phone for one purpose; a **challenge** is one code that was asked for. A **session**
 * is a device signed in: a family of refresh tokens of which one **generation** is live. The **epoch** of a person's
 * credentials dates their access tokens: raising it ends them where it is looked at. The **PIN** confirms money, the
 * **password** signs in; a **confirmation token** stands for the PIN for five minutes. A **guard** counts attempts.
 *
 * Invariants. A code is used once. At most five guesses at a PIN are compared per lock window, however many arrive at
 * once; requests that are right never lock anything. At most one generation of a session is live, and a second use of
 * an older one ends the session. Nothing that is stored lets anybody sign in: codes are keyed hashes, secrets peppered
 * Argon2id, tokens are not stored at all. Answers before sign-in are the same for known and unknown numbers.
 *
 * Not here: who a person is (users), what a confirmed person may do (wallet, payouts).
 */
export { eraseSignIns } from "./erasing.ts";
export { completeSignIn, type FirstProof, type SecondFactorAsked, type SignedIn } from "./complete-sign-in.ts";
export { type Confirmation, type Confirmed, confirmMoney, type OrderedMoney } from "./confirm.ts";
export { isShut, requireFeature, shutChange } from "./access.ts";
export { type Challenge, challengeUse, issueChallenge } from "./challenge.ts";
export { challengeDevice, removeDeviceKey, setDeviceKey, signInByDeviceKey } from "./device-key.ts";
export {
  approvalChange,
  type DeviceSeen,
  forgetDevice,
  hasOtherApprover,
  listDevices,
  loadOwnDevice,
  renameDevice,
} from "./devices.ts";
export { confirmationRefusals, errors } from "./errors.ts";
export { factorErrors } from "./factor-errors.ts";
export {
  type FirstFactor,
  isStrong,
  SECOND_FACTORS,
  type SecondFactor,
  type SetUpFactor,
  type StrongFactor,
  without,
} from "./factors.ts";
export { ACCESS_LIFE_MS, issueClientToken } from "./issue.ts";
export { changeEmail, changePhone, type EmailMove, type PhoneMove } from "./change-contact.ts";
export { confirmByCode } from "./confirm-by-code.ts";
export { isAvailable, type Wanted } from "./availability.ts";
export { type Login, logIn, type OtpAsked } from "./log-in.ts";
export { changePassword, forgetPassword, type PasswordChange, type PasswordReset, resetPassword } from "./password.ts";
export { type EmailAnswer, verifyEmail } from "./sign-in-email.ts";
export { publicKeys } from "./jwks.ts";
export { listLogins } from "./login-activity.ts";
export { admit, blockOf, type Claim, type Limit } from "./limiter.ts";
export { type EmailSubmission, submitEmail } from "./submit-email.ts";
export { type Submission, submitPhone } from "./submit-phone.ts";
export { prove } from "./proving.ts";
export {
  answerSecondFactor,
  endWaiting,
  factorsChange,
  proveCode,
  readWaiting,
  requireStepUp,
  stepUpMark,
  takeAnswer,
  type Waiting,
} from "./second-factor.ts";
export { endSession, listSessions } from "./sessions.ts";
export { loadSignIn, type SignInFacts } from "./sign-in-facts.ts";
export { policyFor, SIGN_IN_POLICIES } from "./sign-in-policy.ts";
export { setTransactionPin, verifyPin } from "./pin.ts";
export { setPinFreeBelow, PIN_FREE_AMOUNT_MAX } from "./pin-free.ts";
export type { EmailMessage, EmailSender, SmsSender } from "./ports.ts";
export { logOut, logOutEverywhere, refreshSession } from "./refresh.ts";
export { noteRefusal } from "./refused-sign-in.ts";
export { registerPerson } from "./register.ts";
export { verifyOtp } from "./sign-in.ts";
export { STAFF_REFUSALS, verifyStaff } from "./staff-access.ts";
export type { Pending } from "./sign-in-store.ts";
export { checkSecret, hashSecret } from "./hash.ts";
export { pepperIdOf } from "./key-prefix.ts";
export { signInKinds } from "./kinds.ts";
export { type Credentials, findCredentials } from "./store.ts";
export {
  confirmPin,
  loadStanding,
  pinFreeWrites,
  rolesChange,
  sessionsEnd,
  type Standing,
  statusChange,
} from "./standing.ts";
export {
  type AccessClaims,
  type TempClaims,
  verifyAccessToken,
  verifyClientClaims,
  verifyTempToken,
} from "./tokens.ts";
export * from "./account-wire.ts";
export * from "./contact-wire.ts";
export * from "./session-wire.ts";
export * from "./sessions-wire.ts";
export * from "./wire.ts";
