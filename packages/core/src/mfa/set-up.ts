import { type ConditionFor, transact, update, type Write } from "@cowry/table";
import { type AuditAction, auditEntry } from "../audit/index.ts";
import {
  type Credentials,
  factorErrors,
  factorsChange,
  isStrong,
  policyFor,
  prove,
  requireStepUp,
  type SetUpFactor,
  stepUpMark,
  type StrongFactor,
  without,
} from "../auth/index.ts";
import { type Customer, now } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { newRecoveryCodes } from "./recovery-codes.ts";
import { type Factors, factorsItem } from "./store.ts";

/** What setting up and giving up a factor have in common. */

/** The password, and the second factor anew where there is one: nobody changes these on a phone left lying about. */
export async function proveOwner(actor: Customer, password: string): Promise<Credentials> {
  const credentials = await requireStepUp(actor);
  const { settle } = await prove("password", actor, password);
  await settle();
  return credentials;
}

type SecretsSet = Partial<Omit<Factors, "userId">>;

/** A change of the one item that holds the factors' secrets. */
export interface SecretsChange {
  readonly when?: readonly ConditionFor<typeof factorsItem>[];
  readonly set?: { readonly [K in keyof SecretsSet]: NonNullable<SecretsSet[K]> };
  readonly remove?: readonly ("totpSecret" | "totpStep" | "totpNew" | "totpNewEndsAtMs")[];
}

/** Rule: "secrets". */
export function secretsWrite(userId: string, { when = [], set = {}, remove = [] }: SecretsChange): Write {
  return update(factorsItem, { userId }, { rule: "secrets", when, set, remove });
}

export interface Change {
  readonly factor: StrongFactor;
  readonly action: AuditAction;
  readonly secrets?: SecretsChange;
  /** What else the factor writes. */
  readonly writes?: readonly Write[];
  /** What to say when one of these fails. */
  readonly refusal: () => Error;
}

/**
 * Adds a factor that was just used, so that the session has its second factor (`given`). With the first one come
 * recovery codes, shown this once; none when there are some. All in one transaction, with the entry in the trail.
 * Asks for FIELD_KEYS and PIN_PEPPERS.
 */
export async function addFactor(
  actor: Customer,
  credentials: Credentials,
  { factor, action, secrets, writes = [], refusal, given }: Change & { readonly given: boolean },
): Promise<readonly string[]> {
  const { userId } = actor;
  const before = credentials.secondFactors ?? [];
  const codes = before.includes("recovery_code") ? undefined : newRecoveryCodes(userId);
  const after = [...new Set([...before, factor, "recovery_code"] as const)];
  const set = { ...secrets?.set, ...(codes === undefined ? {} : storedCodes(codes.hashes)) };
  await commit(
    [
      ...writes,
      ...(secrets === undefined && codes === undefined ? [] : [secretsWrite(userId, { ...secrets, set })]),
      ...(given ? [stepUpMark(actor, factor)] : []),
    ],
    { actor, credentials, action, after, refusal },
  );
  return codes?.shown ?? [];
}

/** Another set of codes has another version: one that is used against the old set does not fit the new one. */
export function storedCodes(hashes: readonly string[]) {
  return { recoveryCodes: hashes, recoveryVersion: now() };
}

/** Gives a factor up, or one of several of its kind (`others`). Whose role asks for one keeps the last. Recovery codes are worth nothing without any. */
export async function removeFactor(
  actor: Customer,
  credentials: Credentials,
  { factor, action, secrets, writes = [], refusal, others = false }: Change & { readonly others?: boolean },
): Promise<void> {
  const before = credentials.secondFactors ?? [];
  const after = others ? before : without(before, factor);
  if (policyFor(credentials.roles).always && !after.some(isStrong)) throw errors.factor_required_by_policy();
  const own = secrets === undefined ? [] : [secretsWrite(actor.userId, secrets)];
  await commit([...writes, ...own], { actor, credentials, action, after, refusal });
}

interface Committing {
  readonly actor: Customer;
  readonly credentials: Credentials;
  readonly action: AuditAction;
  readonly after: readonly SetUpFactor[];
  readonly refusal: () => Error;
}

async function commit(writes: readonly Write[], { actor, credentials, action, after, refusal }: Committing) {
  const { userId } = actor;
  const before = credentials.secondFactors ?? [];
  const outcome = await transact([
    ...writes,
    factorsChange(credentials, { secondFactors: after }),
    auditEntry(actor, {
      action,
      subject: { kind: "user", id: userId },
      userId,
      before: { factors: before },
      after: { factors: after },
    }),
  ]);
  // The entry in the way is our own: it was committed, and only the answer got lost.
  if (outcome.committed || outcome.failed.has("audit")) return;
  throw outcome.failed.has("factors") ? factorErrors.factors_changed_meanwhile() : refusal();
}
