import { transact } from "@cowry/table";
import { assert, DEFAULT_CURRENCY, derivedId, isError, type Newcomer, now, randomCode } from "../kernel/index.ts";
import { accountNumberOf } from "../kernel/phone.ts";
import {
  displayNameOf,
  findReferrer,
  type NewPerson,
  openingRefusal,
  personOpening,
  REFERRAL_CODE_LENGTH,
  type Referrer,
} from "../users/index.ts";
import { walletOpening } from "../wallet/index.ts";
import { sessionWrites, type SignedIn } from "./complete-sign-in.ts";
import { errors } from "./errors.ts";
import { hashSecret } from "./hash.ts";
import { isWeakDigits } from "./password-strength.ts";
import { prove } from "./proving.ts";
import { issueTokens, newSession } from "./session.ts";
import { hasUnusedSessionsOnly } from "./session-store.ts";
import { loadSignIn } from "./sign-in-facts.ts";
import { credentialsOpening } from "./store.ts";

export interface Registration {
  readonly firstName: string;
  readonly lastName: string;
  readonly password: string;
  readonly email: string | undefined;
  readonly referralCode: string | undefined;
}

/** A person's first epochs, as `credentialsOpening` writes them. */
const FIRST = { epoch: 1, sessionEpoch: 1 } as const;
/** Nobody signed in before. */
const NO_RISK = { score: 0, reasons: [] } as const;
/** One code in 31^8 is drawn twice. */
const CODE_DRAWS_MAX = 3;

/**
 * Makes a person out of a proved phone: profile, credentials, wallet and a session, all or none. The person's id is
 * derived from the temp token, so that the same token gives the same account: a repetition gets tokens for it, as long
 * as the account is as it was made.
 */
export async function registerPerson(actor: Newcomer, registration: Registration): Promise<SignedIn> {
  if (isWeakDigits(registration.password, actor.phone)) throw errors.password_weak();
  const userId = derivedId("user", actor.tokenId);
  const referrer = await findOwnReferrer(registration.referralCode, userId);
  const passwordHash = hashSecret("password", userId, registration.password);
  for (let draw = 0; draw < CODE_DRAWS_MAX; draw++) {
    const person = newPerson(actor, registration, userId, referrer);
    const credentials = { userId, ...FIRST, roles: person.roles };
    const session = newSession(credentials, actor.origin, { firstFactor: "registration" });
    const outcome = await transact([
      ...personOpening(person),
      credentialsOpening(userId, person.roles, passwordHash),
      walletOpening({
        userId,
        currency: DEFAULT_CURRENCY,
        accountNumber: accountNumberOf(person.phone),
        displayName: displayNameOf(person.firstName, person.lastName),
      }),
      ...sessionWrites(session, credentials, actor.origin, { risk: NO_RISK }),
    ]);
    if (outcome.committed) return { kind: "signed_in", tokens: await issueTokens(session, credentials), person };
    const refusal = openingRefusal(outcome, userId);
    if (refusal === "registered_before") return resume(actor, userId, registration.password);
    if (refusal === "phone_taken") throw errors.phone_taken();
    if (refusal === "email_taken") throw errors.email_taken();
    if (refusal === "referrer_gone") throw errors.referral_code_unknown();
    assert(refusal === "referral_code_taken", "a new person's items are only refused by the rules above");
  }
  assert(false, "three referral codes in a row were taken");
}

async function findOwnReferrer(code: string | undefined, userId: string): Promise<Referrer | undefined> {
  if (code === undefined) return undefined;
  const referrer = await findReferrer(code.toUpperCase());
  if (referrer === undefined || referrer.userId === userId) throw errors.referral_code_unknown();
  return referrer;
}

function newPerson(
  actor: Newcomer,
  registration: Registration,
  userId: string,
  referrer: Referrer | undefined,
): NewPerson {
  const { firstName, lastName, email } = registration;
  return {
    userId,
    firstName,
    lastName,
    email,
    phone: actor.phone,
    roles: [actor.role],
    referralCode: randomCode(REFERRAL_CODE_LENGTH),
    referrer,
    createdAtMs: now(),
  };
}

/**
 * The account exists by this very token: another session in it, for whoever lost the answer. The token must not stay a
 * way in beside the code and the password: it ends with the first session that is used or ended, and asks for the
 * password that was registered, by the same counted attempts as any other.
 */
async function resume(actor: Newcomer, userId: string, password: string): Promise<SignedIn> {
  const [{ credentials, person, device, risk }, unused] = await Promise.all([
    loadSignIn(userId, actor.origin),
    hasUnusedSessionsOnly(userId),
  ]);
  if (!unused || credentials.epoch !== FIRST.epoch || credentials.sessionEpoch !== FIRST.sessionEpoch) {
    throw errors.registered_before();
  }
  await proveRegistered(userId, password);
  const session = newSession(credentials, actor.origin, { firstFactor: "registration" });
  // Refused only by itself, when the answer was lost.
  await transact(sessionWrites(session, credentials, actor.origin, { device, risk }));
  return { kind: "signed_in", tokens: await issueTokens(session, credentials), person };
}

async function proveRegistered(userId: string, password: string): Promise<void> {
  try {
    const { settle } = await prove("password", { userId, epoch: FIRST.epoch }, password);
    await settle();
  } catch (error) {
    const other = isError(error, errors.password_incorrect) || isError(error, errors.session_revoked);
    throw other ? errors.registered_before() : error;
  }
}
