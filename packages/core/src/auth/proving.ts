import { atMost, below, type ConditionFor, equals, update, write } from "@cowry/table";
import {
  type Customer,
  errors as kernelErrors,
  jitter,
  newId,
  now,
  present,
  randomToken,
  SECOND,
} from "../kernel/index.ts";
import {
  ATTEMPT_LIFE_MS,
  attemptsLeft,
  choosePlace,
  freeBefore,
  type Guard,
  isUntilReset,
  LOCK_MS,
  lockedGuard,
  openPlace,
  PIN_LOCK_MS,
  placesToFree,
  wrongPlace,
} from "./attempts.ts";
import { hasEnded } from "./ended-sessions.ts";
import { errors } from "./errors.ts";
import { checkSecret, hashSecret, type SecretKind, spendHash } from "./hash.ts";
import { checkLive, madeWithLiveKey } from "./key-prefix.ts";
import { type Credentials, credentialsItem, guardFields, guardOf, GUARDS } from "./store.ts";

/**
 * Proving a PIN or password: take a place, compare, settle. Every step is one conditional write on the credentials,
 * which also tells how they stand.
 */

/** Whoever meets a rival on a place so often in a row comes back in a second. */
const RACES_MAX = 8;
const ATTEMPT_ID_BYTES = 6;

const REFUSALS = {
  pin: { incorrect: errors.pin_incorrect, locked: errors.pin_locked, busy: errors.pin_busy },
  password: { incorrect: errors.password_incorrect, locked: errors.password_locked, busy: errors.password_busy },
} as const;

const LOCKS = { pin: PIN_LOCK_MS, password: LOCK_MS } as const;

/** Whose secret it is, and as of which epoch and session they speak; without an epoch they are only just signing in. */
export interface Caller extends Pick<Customer, "userId"> {
  readonly epoch: number | undefined;
  readonly sessionId?: string;
}

/** A secret that was right. */
export interface Proven {
  /** As they were when the attempt began. */
  readonly credentials: Credentials;
  /** Clears the record of attempts. Money does not wait for it: an attempt left open ends by itself. */
  readonly settle: () => Promise<void>;
}

interface Attempt {
  readonly kind: SecretKind;
  readonly id: string;
  /** Which place, and the text that holds it. */
  readonly place: number;
  readonly mine: string;
  readonly untilMs: number;
  readonly credentials: Credentials;
}

/** Throws unless this is the person's secret; at most five wrong ones are ever compared per lock window. */
export async function prove(kind: SecretKind, actor: Caller, secret: string): Promise<Proven> {
  const attempt = await takePlace(kind, actor);
  const { credentials } = attempt;
  const { correct, outdated } = checkSecret(hashOf(kind, credentials), kind, actor.userId, secret);
  if (!correct) throw await countWrong(attempt);
  // A place is held longer than a door can run; one that ended all the same may be another's by now.
  if (now() >= attempt.untilMs) throw REFUSALS[kind].busy(undefined, after(SECOND));
  return { credentials, settle: () => settleRight(attempt, outdated ? secret : undefined) };
}

/** Takes one of the five places. Also reads the credentials: no other read is needed. */
async function takePlace(kind: SecretKind, actor: Caller): Promise<Attempt> {
  const { userId, epoch } = actor;
  const { lockedUntilMs, hash } = GUARDS[kind];
  const id = randomToken(ATTEMPT_ID_BYTES);
  for (let race = 0, place = 0; race < RACES_MAX; race++) {
    const atMs = now();
    const mine = openPlace(id, atMs);
    const { done, item } = await write(
      update(
        credentialsItem,
        { userId },
        {
          rule: "place",
          when: [
            holds(kind, place, "before", freeBefore(atMs)),
            atMost(lockedUntilMs, atMs),
            ...(epoch === undefined ? [] : [equals("epoch", epoch)]),
            equals("status", "active"),
            hasLivePepper(hash),
          ],
          set: { [nameOf(kind, place)]: mine },
        },
      ),
      { returns: "new" },
    );
    // No condition looks into the list of ended sessions: a place that one of them took is given back.
    if (done && hasEnded(item?.endedSessions, actor.sessionId)) await freePlace(kind, userId, place, mine);
    const credentials = checkCaller(item, actor);
    checkLive("PIN_PEPPERS", hashOf(kind, credentials), "$");
    const guard = guardOf(kind, credentials);
    // Also when the answer to the write was lost and its repetition refused: nobody else has this text.
    if (guard.places[place] === mine) return { kind, id, place, mine, untilMs: atMs + ATTEMPT_LIFE_MS, credentials };
    place = await nextPlace(kind, userId, guard);
  }
  throw REFUSALS[kind].busy(undefined, after(SECOND));
}

async function freePlace(kind: SecretKind, userId: string, place: number, mine: string): Promise<void> {
  const set = { [nameOf(kind, place)]: "" };
  await write(update(credentialsItem, { userId }, { rule: "mine", when: [holds(kind, place, "exactly", mine)], set }));
}

/** Where to try again, or the refusal that the guard stands for. */
async function nextPlace(kind: SecretKind, userId: string, guard: Guard): Promise<number> {
  const choice = choosePlace(guard, now(), jitter());
  if (choice.outcome === "take") return choice.place;
  if (choice.outcome === "lock_overdue") {
    throw lockedRefusal(kind, await lock(kind, userId, guard));
  }
  if (choice.outcome === "locked") throw lockedRefusal(kind, choice.retryAfterMs);
  throw REFUSALS[kind].busy(undefined, after(choice.retryAfterMs));
}

function lockedRefusal(kind: SecretKind, retryAfterMs: number): Error {
  return isUntilReset(retryAfterMs) ? errors.pin_reset_needed() : REFUSALS[kind].locked(undefined, after(retryAfterMs));
}

/** The credentials, if this token may still act for them. */
export function checkCaller(credentials: Credentials | undefined, actor: Caller): Credentials {
  if (credentials === undefined || (actor.epoch ?? credentials.epoch) !== credentials.epoch) {
    throw errors.session_revoked();
  }
  if (hasEnded(credentials.endedSessions, actor.sessionId)) throw errors.session_revoked();
  if (credentials.status !== "active") throw errors.account_blocked();
  return credentials;
}

/** Throws while this secret is locked. */
export function checkUnlocked(kind: SecretKind, credentials: Credentials, atMs: number): void {
  const leftMs = credentials[GUARDS[kind].lockedUntilMs] - atMs;
  if (leftMs > 0) throw lockedRefusal(kind, leftMs);
}

/** What a wrong secret costs, where there is none to compare with: one hash, and one write, which is refused. */
export async function spendAttempt(kind: SecretKind, secret: string): Promise<void> {
  spendHash(kind, secret);
  const [mine, settled] = [openPlace("none", now()), wrongPlace("none")];
  const set = { [nameOf(kind, 0)]: settled };
  const options = { rule: "mine", when: [holds(kind, 0, "exactly", mine)], set };
  await write(update(credentialsItem, { userId: newId() }, options));
}

/** The refusal for a wrong secret, once it has been counted. What could not be counted is not told either. */
async function countWrong({ kind, id, place, mine, credentials }: Attempt): Promise<Error> {
  const { userId } = credentials;
  const { item } = await write(
    update(
      credentialsItem,
      { userId },
      {
        rule: "mine",
        when: [holds(kind, place, "exactly", mine)],
        set: { [nameOf(kind, place)]: wrongPlace(id) },
      },
    ),
    { returns: "new" },
  );
  const guard = item === undefined ? undefined : guardOf(kind, item);
  if (guard?.places[place] !== wrongPlace(id)) return uncounted(kind, guard?.lockedUntilMs ?? 0);
  if (attemptsLeft(guard) === 0) await lock(kind, userId, guard);
  return REFUSALS[kind].incorrect({ attempts_left: attemptsLeft(guard) });
}

/** Its place went to a lock or to another attempt: perhaps counted with the answer lost, perhaps not at all. */
function uncounted(kind: SecretKind, lockedUntilMs: number): Error {
  const leftMs = lockedUntilMs - now();
  return leftMs > 0 ? lockedRefusal(kind, leftMs) : kernelErrors.unavailable();
}

/** Five wrong ones become a lock and five free places. Whoever comes too late finds it done. */
async function lock(kind: SecretKind, userId: string, seen: Guard): Promise<number> {
  const atMs = now();
  const next = lockedGuard(seen, atMs, LOCKS[kind]);
  await write(
    update(
      credentialsItem,
      { userId },
      {
        rule: "five_wrong",
        when: seen.places.map((text, place) => holds(kind, place, "exactly", text)),
        set: guardFields(kind, next),
      },
    ),
  );
  return next.lockedUntilMs - atMs;
}

/** Frees its own place and those of wrong attempts, under the condition that they still are what was seen. */
async function settleRight({ kind, mine, credentials }: Attempt, rehash: string | undefined): Promise<void> {
  const { locks } = GUARDS[kind];
  let guard = guardOf(kind, credentials);
  for (let race = 0; race < RACES_MAX && guard.places.includes(mine); race++) {
    const seen = guard.places;
    const freed = placesToFree(guard, mine);
    const { done, item } = await write(
      update(
        credentialsItem,
        { userId: credentials.userId },
        {
          rule: "as_seen",
          when: freed.map((place) => holds(kind, place, "exactly", seen[place] ?? "")),
          set: { ...Object.fromEntries(freed.map((place) => [nameOf(kind, place), ""])), [locks]: 0 },
        },
      ),
    );
    if (done || item === undefined) break;
    guard = guardOf(kind, item);
  }
  if (rehash !== undefined) await renewHash(kind, credentials, rehash);
}

/** The same secret under the present pepper and cost, unless it was changed meanwhile. */
async function renewHash(kind: SecretKind, credentials: Credentials, secret: string): Promise<void> {
  const { userId } = credentials;
  const { hash } = GUARDS[kind];
  await write(
    update(
      credentialsItem,
      { userId },
      {
        rule: "hash",
        when: [equals(hash, hashOf(kind, credentials))],
        set: { [hash]: hashSecret(kind, userId, secret) },
      },
    ),
  );
}

function nameOf(kind: SecretKind, place: number) {
  return present(GUARDS[kind].places[place], "there are five places");
}

/** A secret under a pepper that is not here cannot be compared, so that no attempt may be counted for it. */
function hasLivePepper(hash: "pinHash" | "passwordHash") {
  return madeWithLiveKey("PIN_PEPPERS", hash, "$") as ConditionFor<typeof credentialsItem>;
}

/** A condition on one place. One of ten names: more than TypeScript can match with the attributes one by one. */
function holds(kind: SecretKind, place: number, how: "exactly" | "before", text: string) {
  const name = nameOf(kind, place);
  return (how === "exactly" ? equals(name, text) : below(name, text)) as ConditionFor<typeof credentialsItem>;
}

function hashOf(kind: SecretKind, credentials: Credentials): string {
  const hash = credentials[GUARDS[kind].hash];
  if (hash === undefined) throw errors.pin_not_set();
  return hash;
}

function after(retryAfterMs: number) {
  return { retryAfterSeconds: Math.ceil(retryAfterMs / SECOND) };
}
