import { anyOf, atMost, below, equals, missing, update, write } from "@cowry/table";
import { HOUR, MINUTE, now, SECOND } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { type Factors, factorsItem } from "./store.ts";

/**
 * Guesses at what can be guessed (codes of an app, recovery codes, answers): five, then a lock that grows. An attempt is
 * counted before anything is compared, and all of them are forgiven by a right one, in the write that uses it up.
 */
export const ATTEMPTS_MAX = 5;
const LOCK_MS = [15 * MINUTE, HOUR, 24 * HOUR] as const;

/** What a right answer sets beside its own. */
export const FORGIVEN = { failures: 0, locks: 0 } as const;

/** Counts an attempt and reads the factors; throws while they are locked. */
export async function reserveAttempt(userId: string): Promise<Factors> {
  const atMs = now();
  const { done, item } = await write(
    update(
      factorsItem,
      { userId },
      {
        rule: "attempt",
        when: [
          anyOf([missing("failures"), below("failures", ATTEMPTS_MAX)]),
          anyOf([missing("lockedUntilMs"), atMost("lockedUntilMs", atMs)]),
        ],
        add: { failures: 1 },
      },
    ),
    { returns: "new" },
  );
  if (done && item !== undefined) return item;
  if (item === undefined) throw errors.factor_not_set_up();
  const lockedUntilMs = item.lockedUntilMs ?? 0;
  throw locked(lockedUntilMs > atMs ? lockedUntilMs - atMs : await lock(item));
}

/** The refusal for a wrong answer; the fifth one locks. */
export async function countWrong(seen: Factors): Promise<Error> {
  const attemptsLeft = Math.max(0, ATTEMPTS_MAX - (seen.failures ?? 0));
  if (attemptsLeft === 0) await lock(seen);
  return errors.mfa_code_incorrect({ attempts_left: attemptsLeft });
}

/** Once per five attempts, however many ask for it. */
async function lock({ userId, failures, locks = 0 }: Factors): Promise<number> {
  const lockMs = LOCK_MS[Math.min(locks, LOCK_MS.length - 1)] ?? LOCK_MS[0];
  await write(
    update(
      factorsItem,
      { userId },
      {
        rule: "five_wrong",
        when: [equals("failures", failures ?? ATTEMPTS_MAX)],
        set: { failures: 0, locks: locks + 1, lockedUntilMs: now() + lockMs },
      },
    ),
  );
  return lockMs;
}

function locked(forMs: number): Error {
  return errors.mfa_locked(undefined, { retryAfterSeconds: Math.ceil(forMs / SECOND) });
}
