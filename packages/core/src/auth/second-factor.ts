import {
  above,
  below,
  equals,
  getItem,
  missing,
  present as exists,
  remove,
  update,
  type Write,
  write,
} from "@cowry/table";
import { type Anyone, type Customer, MINUTE, now, type Origin } from "../kernel/index.ts";
import { openSession, type SignedIn, type Use } from "./complete-sign-in.ts";
import { errors } from "./errors.ts";
import { factorErrors } from "./factor-errors.ts";
import { isStrong, type SecondFactor, type SetUpFactor } from "./factors.ts";
import { readMfaToken } from "./mfa-token.ts";
import { checkOtp, type CodeAnswer } from "./otp.ts";
import { otpUse } from "./otp-store.ts";
import { checkCaller } from "./proving.ts";
import { sessionItem } from "./session-store.ts";
import { loadCallerSession } from "./session.ts";
import { loadSignIn, type SignInFacts } from "./sign-in-facts.ts";
import { type Pending, pendingItem } from "./sign-in-store.ts";
import { type Credentials, credentialsItem } from "./store.ts";

/** The answer to a sign-in's question for a second factor. What the factors themselves are is `mfa`'s to know. */

/** Answers that one sign-in may be given. */
export const PENDING_TRIES_MAX = 5;
/** How long a second factor counts as just given. */
export const STEP_UP_LIFE_MS = 15 * MINUTE;

/** A sign-in that waits, and what it is decided on. */
export interface Waiting {
  readonly pending: Pending;
  readonly facts: SignInFacts;
}

/** Takes one of the tries before anything is compared. `method` must be among those that the sign-in offered. */
export async function takeAnswer(actor: Anyone, mfaToken: string, method: SecondFactor): Promise<Waiting> {
  const claims = readMfaToken(mfaToken);
  if (claims === undefined) throw factorErrors.mfa_token_invalid();
  const [pending, facts] = await Promise.all([takeTry(claims, actor.origin), loadSignIn(claims.userId, actor.origin)]);
  return waitingOf(pending, facts, method);
}

/** The same without taking a try: for what cannot be guessed and is asked for again and again. */
export async function readWaiting(actor: Anyone, mfaToken: string, method: SecondFactor): Promise<Waiting> {
  const claims = readMfaToken(mfaToken);
  if (claims === undefined) throw factorErrors.mfa_token_invalid();
  const [pending, facts] = await Promise.all([getItem(pendingItem, claims), loadSignIn(claims.userId, actor.origin)]);
  const mine = pending !== undefined && pending.expiresAtMs > now() && pending.deviceId === actor.origin.deviceId;
  if (!mine) throw factorErrors.mfa_token_invalid();
  return waitingOf(pending, facts, method);
}

function waitingOf(pending: Pending | undefined, facts: SignInFacts, method: SecondFactor): Waiting {
  if (pending?.epoch !== facts.credentials.epoch) throw factorErrors.mfa_token_invalid();
  if (!pending.methods.includes(method)) throw factorErrors.second_factor_not_offered();
  const { score, reasons } = pending;
  return { pending, facts: { ...facts, risk: { score, reasons } } };
}

/** Ends a sign-in that its owner denied. */
export async function endWaiting({ pending }: Waiting): Promise<void> {
  await write(remove(pendingItem, pending));
}

async function takeTry(key: { readonly userId: string; readonly pendingId: string }, { deviceId }: Origin) {
  const { done, item } = await write(
    update(pendingItem, key, {
      rule: "try",
      when: [
        below("tries", PENDING_TRIES_MAX),
        above("expiresAtMs", now()),
        deviceId === undefined ? missing("deviceId") : equals("deviceId", deviceId),
      ],
      add: { tries: 1 },
    }),
    { returns: "new" },
  );
  return done ? item : undefined;
}

/** Opens the session: the question and the answer are used up in the same transaction. */
export async function answerSecondFactor(
  actor: Anyone,
  { pending, facts }: Waiting,
  secondFactor: SecondFactor,
  answered: readonly Write[],
): Promise<SignedIn> {
  const { firstFactor } = pending;
  const use: Use = {
    writes: [...answered, pendingUse(pending)],
    refusal: () => factorErrors.second_factor_used(),
  };
  return openSession(facts, actor.origin, { firstFactor, secondFactor, use });
}

/** The code sent to the person's phone: what using it up writes. */
export async function proveCode(actor: Anyone, phone: string, answer: CodeAnswer): Promise<readonly Write[]> {
  return otpUse((await checkOtp(actor, "login", { phone, ...answer })).otp);
}

/** Ends the question. Rule: "pending". */
export function pendingUse(pending: Pending): Write {
  return remove(pendingItem, pending, { rule: "pending", when: [exists()] });
}

/** Writes down that a second factor was given in this session. Rule: "session". */
export function stepUpMark({ userId, sessionId }: Customer, secondFactor: SecondFactor): Write {
  return update(
    sessionItem,
    { userId, sessionId },
    { rule: "session", when: [equals("status", "active")], set: { secondFactor, secondFactorAtMs: now() } },
  );
}

/**
 * Whoever has set up a second factor must have given it in this session in the last fifteen minutes; others pass. For
 * changes of how somebody signs in, and whatever else is as sensitive. `signed_in`: the session lives, no more is asked.
 * One round trip.
 */
export async function requireStepUp(actor: Customer, atLeast: "anew" | "signed_in" = "anew"): Promise<Credentials> {
  const { session, credentials: found } = await loadCallerSession(actor);
  const credentials = checkCaller(found, actor);
  if (session?.status !== "active") throw errors.session_revoked();
  if (atLeast === "signed_in") return credentials;
  const givenAtMs = session.secondFactorAtMs ?? 0;
  const strong = (credentials.secondFactors ?? []).some(isStrong);
  if (strong && now() - givenAtMs > STEP_UP_LIFE_MS) throw factorErrors.step_up_required();
  return credentials;
}

/**
 * Changes what somebody has set up, if nothing of it has changed since these credentials were read: part of everything that
 * adds a factor or gives one up, be it one of several. What else it is decided on is read after them. Rule: "factors".
 */
export function factorsChange(
  { userId, epoch, secondFactorsVersion: seen }: Pick<Credentials, "userId" | "epoch" | "secondFactorsVersion">,
  next: { readonly secondFactors?: readonly SetUpFactor[]; readonly secondFactorAlways?: boolean },
): Write {
  const asSeen = seen === undefined ? missing("secondFactorsVersion") : equals("secondFactorsVersion", seen);
  return update(
    credentialsItem,
    { userId },
    {
      rule: "factors",
      when: [equals("epoch", epoch), equals("status", "active"), asSeen],
      set: { ...next, secondFactorsVersion: (seen ?? 0) + 1 },
    },
  );
}
