import { equals, has, update, write } from "@cowry/table";
import { type Customer, errors as kernelErrors, now, randomToken, SECOND } from "../kernel/index.ts";
import { decideReserve, decideRight, decideWrong, readGuard, UNTOUCHED, writeGuard } from "./attempts.ts";
import { errors } from "./errors.ts";
import { checkSecret, hashSecret, type SecretKind } from "./hash.ts";
import { type Credentials, credentialsItem } from "./store.ts";

/**
 * Proving a PIN or password: reserve an attempt, compare, settle it. Each step replaces the guard in the credentials
 * under the condition that it is still the one that was looked at; what lost the race looks again and decides anew.
 */

/** Rivals for one guard at once are few: the sixth is turned away by what it sees, without a write. */
const RACES_MAX = 20;
const ATTEMPT_ID_BYTES = 6;

const FIELDS = {
  pin: { hash: "pinHash", guard: "pinGuard" },
  password: { hash: "passwordHash", guard: "passwordGuard" },
} as const;

const REFUSALS = {
  pin: { incorrect: errors.pin_incorrect, locked: errors.pin_locked, busy: errors.pin_busy },
  password: { incorrect: errors.password_incorrect, locked: errors.password_locked, busy: errors.password_busy },
} as const;

/** A secret that was right. */
export interface Proven {
  /** As they were when the attempt was reserved. */
  readonly credentials: Credentials;
  /** Clears the record of attempts. Money does not wait for it: an attempt left open ends by itself. */
  readonly settle: () => Promise<void>;
}

interface Attempt {
  readonly kind: SecretKind;
  readonly id: string;
  readonly untilMs: number;
  readonly credentials: Credentials;
}

/** Throws unless this is the person's secret; at most five wrong ones are ever compared per lock window. */
export async function prove(kind: SecretKind, actor: Customer, secret: string): Promise<Proven> {
  const attempt = await reserve(kind, actor);
  const { credentials } = attempt;
  const { correct, outdated } = checkSecret(hashOf(kind, credentials), kind, actor.userId, secret);
  if (!correct) throw await countWrong(attempt);
  // A place is held longer than a door can run; one that ended all the same may be another's by now.
  if (now() >= attempt.untilMs) throw REFUSALS[kind].busy(undefined, after(SECOND));
  return { credentials, settle: () => settleRight(attempt, outdated ? secret : undefined) };
}

/** Takes one of the five places. Also reads the credentials: no other read is needed. */
async function reserve(kind: SecretKind, actor: Customer): Promise<Attempt> {
  const { userId, epoch } = actor;
  const id = randomToken(ATTEMPT_ID_BYTES);
  let seen = "";
  for (let race = 0; race < RACES_MAX; race++) {
    const decision = decideReserve(readGuard(seen), id, now());
    if (decision.outcome !== "reserved")
      throw REFUSALS[kind][decision.outcome](undefined, after(decision.retryAfterMs));
    const { item } = await write(
      update(
        credentialsItem,
        { userId },
        {
          rule: "attempt",
          when: [
            equals(FIELDS[kind].guard, seen),
            equals("epoch", epoch),
            equals("status", "active"),
            has(FIELDS[kind].hash),
          ],
          set: guardField(kind, writeGuard(decision.guard)),
        },
      ),
      { returns: "new" },
    );
    const credentials = checkCaller(item, actor);
    hashOf(kind, credentials);
    const stored = credentials[FIELDS[kind].guard];
    // Ours also when the answer to the write was lost and its repetition refused: nobody else knows the id.
    const mine = readGuard(stored).open.find((attempt) => attempt.id === id);
    if (mine !== undefined) return { kind, id, untilMs: mine.untilMs, credentials };
    seen = stored;
  }
  throw REFUSALS[kind].busy(undefined, after(SECOND));
}

/** The credentials, if this token may still act for them. */
export function checkCaller(credentials: Credentials | undefined, actor: Customer): Credentials {
  if (credentials === undefined || credentials.epoch !== actor.epoch) throw errors.session_revoked();
  if (credentials.status !== "active") throw errors.account_blocked();
  return credentials;
}

/** The refusal for a wrong secret, once it has been counted. What could not be counted is not told either. */
async function countWrong({ kind, id, credentials }: Attempt): Promise<Error> {
  let stored = credentials[FIELDS[kind].guard];
  for (let race = 0; race < RACES_MAX; race++) {
    const decision = decideWrong(readGuard(stored), id, now());
    if (decision.outcome === "gone") break;
    const text = writeGuard(decision.guard);
    const refusal = REFUSALS[kind].incorrect({ attempts_left: decision.attemptsLeft });
    if (text === stored) return refusal;
    const { done, item } = await replaceGuard(kind, credentials.userId, stored, text);
    if (done) return refusal;
    if (item === undefined) break;
    stored = item[FIELDS[kind].guard];
  }
  const { lockedUntilMs } = readGuard(stored);
  if (lockedUntilMs <= now()) return kernelErrors.unavailable();
  return REFUSALS[kind].locked(undefined, after(lockedUntilMs - now()));
}

async function settleRight({ kind, id, credentials }: Attempt, rehash: string | undefined): Promise<void> {
  let stored = credentials[FIELDS[kind].guard];
  for (let race = 0; race < RACES_MAX; race++) {
    const text = writeGuard(decideRight(readGuard(stored), id, now()));
    const { done, item } = await replaceGuard(kind, credentials.userId, stored, text);
    if (done) break;
    if (item === undefined) return;
    stored = item[FIELDS[kind].guard];
    if (writeGuard(decideRight(readGuard(stored), id, now())) === stored) break;
  }
  if (rehash !== undefined) await renewHash(kind, credentials, rehash);
}

/** The same secret under the present pepper and cost, unless it was changed meanwhile. */
async function renewHash(kind: SecretKind, credentials: Credentials, secret: string): Promise<void> {
  const { userId } = credentials;
  const hash = hashSecret(kind, userId, secret);
  await write(
    update(
      credentialsItem,
      { userId },
      {
        rule: "hash",
        when: [equals(FIELDS[kind].hash, hashOf(kind, credentials))],
        set: kind === "pin" ? { pinHash: hash } : { passwordHash: hash },
      },
    ),
  );
}

function replaceGuard(kind: SecretKind, userId: string, seen: string, next: string) {
  return write(
    update(
      credentialsItem,
      { userId },
      {
        rule: "guard",
        when: [equals(FIELDS[kind].guard, seen)],
        set: guardField(kind, next),
      },
    ),
  );
}

function guardField(kind: SecretKind, text: string) {
  return kind === "pin" ? { pinGuard: text } : { passwordGuard: text };
}

function hashOf(kind: SecretKind, credentials: Credentials): string {
  const hash = credentials[FIELDS[kind].hash];
  if (hash === undefined) throw errors.pin_not_set();
  return hash;
}

function after(retryAfterMs: number) {
  return { retryAfterSeconds: Math.ceil(retryAfterMs / SECOND) };
}

/** The text of a guard that nobody has touched, for new secrets. */
export const NO_ATTEMPTS = writeGuard(UNTOUCHED);
