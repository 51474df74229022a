import { setTimeout as pause } from "node:timers/promises";
import { type Anyone, isError, MINUTE, newId, type Origin } from "../kernel/index.ts";
import { type Phone, readPhone } from "../kernel/phone.ts";
import { findUserByPhone, type PhoneRow } from "../users/index.ts";
import { completeSignIn, type SecondFactorAsked, type SignedIn } from "./complete-sign-in.ts";
import { errors } from "./errors.ts";
import { admit, blockOf, bringToRest, type Claim, type Limit, PER_BLOCK } from "./limiter.ts";
import { type Submitted } from "./otp.ts";
import type { SmsSender } from "./ports.ts";
import { prove, type Proven, spendAttempt } from "./proving.ts";
import { noteRefusalOf } from "./refused-sign-in.ts";
import { readSignIn, type SignInFacts, signInFacts, type SignInRead } from "./sign-in-facts.ts";
import { submitPhone } from "./submit-phone.ts";

/**
 * Signing in with phone and password. Whether a number is known is not to be seen: known or not, locked, blocked or
 * wrong, the answer is the same, one hash is computed, the table is asked for as much, and no refusal comes before the same
 * time has passed. The limit
 * per number is the same for numbers that nobody has.
 */

/** Longer than a refusal of any kind takes: five requests to the table one after the other, and one hash. */
export const LOGIN_REFUSED_AFTER_MS = 400;
/** Five guesses at a number's password, then one in a quarter of an hour; a right one starts anew. */
export const LOGIN_PER_NUMBER: Limit = { name: "login-number", burst: 5, everyMs: 15 * MINUTE };

export interface Login {
  readonly phone: string;
  readonly password: string;
}

/** The password was right; nobody has signed in on this device before, and a code went to the phone. */
export interface OtpAsked extends Submitted {
  readonly kind: "otp_asked";
}

/**
 * Signs in whoever knows the password, on a device they have used before; on another one a code has to follow. Three
 * round trips: who it is, the attempt and what the sign-in is decided on, the session.
 */
export async function logIn(
  actor: Anyone,
  { phone: typed, password }: Login,
  sms: SmsSender,
): Promise<SignedIn | SecondFactorAsked | OtpAsked> {
  const phone = readPhone(typed);
  const { origin } = actor;
  const byNumber: Claim = { limit: LOGIN_PER_NUMBER, key: phone.e164 };
  const [owner] = await Promise.all([
    findUserByPhone(phone.e164),
    admit([byNumber, { limit: PER_BLOCK, key: blockOf(origin.ip) }]),
  ]);
  const { facts, settle } = await proveInFixedTime(owner, password, origin);
  const [answer] = await Promise.all([
    facts.device === undefined
      ? askForCode(actor, phone, sms)
      : completeSignIn(facts, origin, { firstFactor: "password" }),
    settle(),
    bringToRest([byNumber]),
  ]);
  return answer;
}

async function askForCode(actor: Anyone, { e164 }: Phone, sms: SmsSender): Promise<OtpAsked> {
  return { kind: "otp_asked", ...(await submitPhone(actor, { phone: e164, purpose: "login" }, sms)) };
}

interface ProvenLogin extends Pick<Proven, "settle"> {
  readonly facts: SignInFacts;
}

async function proveInFixedTime(owner: PhoneRow | undefined, password: string, origin: Origin): Promise<ProvenLogin> {
  const notBefore = pause(LOGIN_REFUSED_AFTER_MS);
  const proven = await tryPassword(owner, password, origin);
  if (proven !== undefined) return proven;
  await notBefore;
  throw errors.credentials_incorrect();
}

/** Why somebody may not come in is told to whoever knows the password, and to nobody else. */
async function provenWith(
  { credentials, settle }: Proven,
  reading: Promise<SignInRead>,
  origin: Origin,
): Promise<ProvenLogin> {
  try {
    // Those that the password was compared with: a session must not outlive a password that was changed meanwhile.
    return { facts: { ...signInFacts(await reading, origin), credentials }, settle };
  } catch (error) {
    await settle();
    throw error;
  }
}

/**
 * The proof and what the sign-in is decided on, or nothing. Either way one hash was computed and as much was asked of the
 * table: of a number that nobody has, of somebody whom there is not.
 */
async function tryPassword(
  owner: PhoneRow | undefined,
  password: string,
  origin: Origin,
): Promise<ProvenLogin | undefined> {
  const userId = owner?.status === "active" ? owner.userId : newId();
  const reading = readSignIn(userId, origin);
  const [proof] = await Promise.allSettled([prove("password", { userId, epoch: undefined }, password), reading]);
  if (proof.status === "fulfilled") return provenWith(proof.value, reading, origin);
  const counted = isError(proof.reason, errors.password_incorrect);
  if (!counted && !UNSEEN.some((refusal) => isError(proof.reason, refusal))) throw proof.reason;
  if (!counted) await spendAttempt("password", password);
  await noteRefusalOf(counted ? reading : undefined, "password", origin);
  return undefined;
}

/** Refusals that look like a wrong password. The last is that of nobody's credentials. */
const UNSEEN = [errors.password_locked, errors.password_busy, errors.account_blocked, errors.session_revoked];
