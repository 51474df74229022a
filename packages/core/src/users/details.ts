import {
  absent,
  equals,
  getItem,
  missing,
  present as exists,
  put,
  remove,
  transact,
  update,
  type Write,
} from "@cowry/table";
import { auditEntry, type MaskedValues } from "../audit/index.ts";
import { type Customer, now, seal, unseal } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { displayNameOf, type Person } from "./model.ts";
import { nameRows, nameRowsGone, wordsOf } from "./names.ts";
import { detailsItem } from "./profile-store.ts";
import { findPerson, findPhoneKey, phoneItem, sealNames, stillHere, userItem } from "./store.ts";

export const GENDERS = ["male", "female", "other"] as const;

/** What people say of themselves beyond their names. */
export interface Details {
  readonly avatarUrl?: string | undefined;
  /** `YYYY-MM-DD`. */
  readonly dateOfBirth?: string | undefined;
  readonly gender?: (typeof GENDERS)[number] | undefined;
  /** ISO 3166. */
  readonly country?: string | undefined;
  readonly address?: string | undefined;
}

export interface Profile {
  readonly person: Person;
  readonly details: Details;
  /** Counts changes: whoever changes says which version they saw. */
  readonly version: number;
  readonly updatedAtMs: number;
}

/** What the details of a profile are sealed for. */
export const detailsContext = (userId: string) => `user:${userId}:details`;

/**
 * The whole profile. The version first, and nothing of a moment ago: whoever is called otherwise after that look has raised
 * it, and what is decided on the older name is not written. Asks for FIELD_KEYS.
 */
export async function loadProfile(userId: string): Promise<Profile> {
  const item = await getItem(detailsItem, { userId });
  const person = await findPerson(userId, { consistent: true });
  if (person === undefined || person.closedAtMs !== undefined) throw errors.user_not_found();
  if (item === undefined) return { person, details: {}, version: 0, updatedAtMs: person.createdAtMs };
  const details = JSON.parse(unseal(item.details, detailsContext(userId))) as Details;
  return { person, details, version: item.version, updatedAtMs: item.updatedAtMs };
}

export interface ProfileChange {
  readonly firstName?: string | undefined;
  readonly lastName?: string | undefined;
  /** Absent fields stay; null ones are emptied. */
  readonly details: { readonly [K in keyof Details]: Details[K] | null };
  /** The version that the change was decided on; absent: whichever there is. */
  readonly version?: number | undefined;
}

/** Copies of a display name outside of this domain: what their writes are. */
export type Renaming = (userId: string, displayName: string) => Promise<readonly Write[]>;

/** Changes the actor's own profile, and every copy of the name with it, all or none. */
export async function changeProfile(actor: Customer, change: ProfileChange, rename: Renaming): Promise<Profile> {
  const before = await loadProfile(actor.userId);
  if (change.version !== undefined && change.version !== before.version) throw errors.profile_changed();
  const after = applied(before, change);
  const outcome = await transact([
    detailsWrite(after, before.version),
    ...(await renaming(before.person, after.person, rename)),
    auditEntry(actor, {
      action: "users.profile_changed",
      subject: { kind: "user", id: actor.userId },
      userId: actor.userId,
      after: { fields: changedFields(before, after) },
    }),
  ]);
  if (outcome.committed || outcome.failed.has("audit")) return after;
  throw errors.profile_changed();
}

function applied({ person, details, version }: Profile, change: ProfileChange): Profile {
  const merged = Object.entries<unknown>({ ...details, ...withoutUndefined(change.details) });
  return {
    person: {
      ...person,
      firstName: change.firstName ?? person.firstName,
      lastName: change.lastName ?? person.lastName,
    },
    details: Object.fromEntries(merged.filter(([, value]) => value !== null)),
    version: version + 1,
    updatedAtMs: now(),
  };
}

function withoutUndefined(values: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Names of fields only: what stood in them is nobody's business. */
function changedFields(before: Profile, after: Profile): NonNullable<MaskedValues[string]> {
  const flat = ({ person, details }: Profile): Record<string, unknown> => ({
    first_name: person.firstName,
    last_name: person.lastName,
    ...details,
  });
  const [was, is] = [flat(before), flat(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((name) => was[name] !== is[name]);
}

function detailsWrite({ person, details, version, updatedAtMs }: Profile, seen: number): Write {
  const { userId } = person;
  const sealed = seal(JSON.stringify(details), detailsContext(userId));
  const item = { userId, version, details: sealed, updatedAtMs };
  return put(detailsItem, item, { rule: "details", when: asOf(seen) });
}

const asOf = (version: number) => (version === 0 ? [absent()] : [equals("version", version)]);

async function renaming(before: Person, after: Person, rename: Renaming): Promise<readonly Write[]> {
  const { userId, firstName, lastName, phone } = after;
  if (before.firstName === firstName && before.lastName === lastName) return [stillHere(userId)];
  const displayName = displayNameOf(firstName, lastName);
  const [phoneKey, copies] = await Promise.all([findPhoneKey(phone), rename(userId, displayName)]);
  // Closed or moved to another number since it was read.
  if (phoneKey === undefined) throw errors.profile_changed();
  const [old, fresh] = [wordsOf(before.firstName, before.lastName), wordsOf(firstName, lastName)];
  return [
    update(
      userItem,
      { userId },
      { rule: "user", when: [exists(), missing("closedAtMs")], set: { names: sealNames(after) } },
    ),
    update(phoneItem, phoneKey, { rule: "phone", when: [equals("userId", userId)], set: { displayName } }),
    ...nameRows(
      userId,
      fresh.filter((word) => !old.includes(word)),
    ),
    ...nameRowsGone(
      userId,
      old.filter((word) => !fresh.includes(word)),
    ),
    ...copies,
  ];
}

/** Counts the changes of a profile, its names among them; 0 where there was none. */
export async function profileVersion(userId: string): Promise<number> {
  return (await getItem(detailsItem, { userId }))?.version ?? 0;
}

/** For closing an account, where the profile has not changed since. Rule: "details". */
export function detailsGone(userId: string, version: number): Write {
  return remove(detailsItem, { userId }, { rule: "details", when: asOf(version) });
}
