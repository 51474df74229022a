import { absent, failedItem, type Outcome, present as exists, put, transact, update, type Write } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { type Customer, MINUTE, newId, now, type Origin, present } from "../kernel/index.ts";
import type { Person } from "../users/index.ts";
import type { FirstFactor, SecondFactor } from "./factors.ts";
import { loginRecord } from "./login-activity.ts";
import { issueMfaToken } from "./mfa-token.ts";
import { APP_CLIENT } from "./tokens.ts";
import { issueTokens, newSession, sessionOpening, type Tokens } from "./session.ts";
import { type Session, sessionItem } from "./session-store.ts";
import type { SignInFacts } from "./sign-in-facts.ts";
import { decideSecondFactors } from "./sign-in-policy.ts";
import { type Device, deviceItem, deviceOf, pendingItem } from "./sign-in-store.ts";
import type { Credentials } from "./store.ts";

/** How long a second factor is waited for. */
export const PENDING_LIFE_MS = 5 * MINUTE;

export interface SignedIn {
  readonly kind: "signed_in";
  readonly tokens: Tokens;
  readonly person: Person;
}

/** The first factor was right, and is used up; one of these has to follow it. */
export interface SecondFactorAsked {
  readonly kind: "second_factor";
  readonly mfaToken: string;
  readonly methods: readonly SecondFactor[];
  readonly expiresInMs: number;
}

/** What using a factor up writes, all in the transaction that it is used for, and what to say when that fails. */
export interface Use {
  readonly writes: readonly Write[];
  readonly refusal: () => Error;
}

/** A factor that was right. */
export interface FirstProof {
  readonly firstFactor: FirstFactor;
  /** Further ones that the same door has checked: the code beside a password. */
  readonly alsoProven?: readonly FirstFactor[];
  readonly use?: Use;
}

/**
 * Where every door to sign in ends, once its first factor was right: tokens, or a second factor is asked for. Either
 * way the factor is used up in the same transaction. Asks for FIELD_KEYS, SESSION_KEYS, TOKEN_PRIVATE_KEYS.
 */
export async function completeSignIn(
  facts: SignInFacts,
  origin: Origin,
  proof: FirstProof,
): Promise<SignedIn | SecondFactorAsked> {
  const { firstFactor, alsoProven = [], use } = proof;
  const { credentials, risk } = facts;
  const methods = decideSecondFactors({ credentials, risk, proven: [firstFactor, ...alsoProven] });
  return methods.length === 0
    ? openSession(facts, origin, { firstFactor, use })
    : askSecondFactor(facts, origin, proof, methods);
}

async function askSecondFactor(
  { credentials, risk }: SignInFacts,
  origin: Origin,
  { firstFactor, alsoProven = [], use }: FirstProof,
  methods: readonly SecondFactor[],
): Promise<SecondFactorAsked> {
  const { userId, epoch } = credentials;
  const pending = {
    ...{ userId, pendingId: newId(), firstFactor, alsoProven, methods, tries: 0, epoch },
    ...{ deviceId: origin.deviceId, score: risk.score, reasons: risk.reasons },
    expiresAtMs: now() + PENDING_LIFE_MS,
  };
  const outcome = await transact([
    ...(use?.writes ?? []),
    put(pendingItem, pending, { rule: "pending", when: [absent()] }),
    loginRecord({ userId, outcome: "second_factor_asked", firstFactor, risk }, origin),
    auditEntry(
      { kind: "anyone", origin },
      {
        action: "auth.second_factor_asked",
        subject: { kind: "user", id: userId },
        userId,
        after: { first_factor: firstFactor, score: risk.score },
      },
    ),
  ]);
  const committed = outcome.committed || failedItem(outcome, pendingItem, "pending") !== undefined;
  if (!committed) throw present(use, "a new question is refused by what it uses up only").refusal();
  return { kind: "second_factor", mfaToken: issueMfaToken(pending), methods, expiresInMs: PENDING_LIFE_MS };
}

export interface Opening {
  readonly firstFactor: FirstFactor;
  readonly secondFactor?: SecondFactor;
  readonly use?: Use | undefined;
}

/** Opens a session for whoever has proven enough. Only `completeSignIn` and the answer to its question call this. */
export async function openSession(facts: SignInFacts, origin: Origin, opening: Opening): Promise<SignedIn> {
  const { credentials, person } = facts;
  const session = newSession(credentials, origin, opening);
  const writes = [...(opening.use?.writes ?? []), ...sessionWrites(session, credentials, origin, facts)];
  const outcome = await commitInPlaceOf(facts.device, writes);
  // Our own session in the way: it was committed, and only the answer got lost.
  const committed = outcome.committed || failedItem(outcome, sessionItem, "session") !== undefined;
  if (!committed) throw present(opening.use, "a new session is refused by what it uses up only").refusal();
  return { kind: "signed_in", tokens: await issueTokens(session, credentials), person };
}

/**
 * The session that was open on the device before ends with the new one. Where the table has forgotten it, it has
 * ended.
 */
async function commitInPlaceOf(device: Device | undefined, writes: readonly Write[]): Promise<Outcome> {
  if (device?.sessionId !== undefined) {
    const { userId, sessionId } = device;
    const options = { rule: "former", when: [exists()], set: { status: "revoked" as const } };
    const outcome = await transact([...writes, update(sessionItem, { userId, sessionId }, options)]);
    if (outcome.committed || !outcome.failed.has("former") || outcome.failed.size > 1) return outcome;
  }
  return transact(writes);
}

/**
 * What signing in leaves in the table: the session, its device, its risk, its entry in the trail. Rules: "session",
 * "audit".
 */
export function sessionWrites(
  session: Session,
  credentials: Pick<Credentials, "userId" | "epoch" | "roles">,
  origin: Origin,
  { device, risk }: Pick<SignInFacts, "risk"> & { readonly device?: Device | undefined },
): Write[] {
  const { userId, sessionId, firstFactor = "otp", secondFactor } = session;
  const { epoch, roles } = credentials;
  const actor: Customer = { kind: "customer", userId, sessionId, epoch, roles, clientId: APP_CLIENT, origin };
  return [
    sessionOpening(session),
    ...deviceSeen(session, origin, device),
    loginRecord({ userId, outcome: "signed_in", firstFactor, secondFactor, risk }, origin),
    auditEntry(actor, {
      action: actionOf(firstFactor, origin, device),
      subject: { kind: "session", id: sessionId },
      userId,
      after: { first_factor: firstFactor, second_factor: secondFactor, score: risk.score },
    }),
  ];
}

/** By these names notices follow: who registers has news enough. */
function actionOf(firstFactor: FirstFactor, { deviceId }: Origin, known: Device | undefined) {
  if (firstFactor === "registration") return "auth.registered";
  return deviceId !== undefined && known === undefined ? "auth.new_device" : "auth.signed_in";
}

/** Whoever signs in on a device makes it known. Nothing is asked: of two sign-ins at once the later one stands. */
function deviceSeen(
  { userId, sessionId }: Session,
  { deviceId, userAgent }: Origin,
  known: Device | undefined,
): Write[] {
  if (deviceId === undefined) return [];
  const atMs = now();
  const set = {
    ...{ deviceId, sessionId, lastSignInAtMs: atMs, trustedAtMs: known?.trustedAtMs ?? atMs },
    ...(userAgent === undefined ? {} : { userAgent }),
  };
  return [update(deviceItem, { userId, device: deviceOf(userId, deviceId) }, { when: [], set })];
}
