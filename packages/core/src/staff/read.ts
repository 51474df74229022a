import { auditEntry } from "../audit/index.ts";
import { loadStanding, STAFF_REFUSALS, type Standing, verifyStaff } from "../auth/index.ts";
import { transact } from "@cowry/table";
import { type Customer, isError, isPermitted, type Role, type Staff } from "../kernel/index.ts";
import { errors as userErrors, loadPerson, loadProfile, type Person, type Profile } from "../users/index.ts";
import { sees } from "./model.ts";
import { type Block, findBlock } from "./store.ts";

/** A person with how they stand. */
export interface Account {
  readonly person: Person;
  readonly standing: Standing;
  readonly block: Block | undefined;
}

/** Whoever staff do not see does not exist for them. */
export async function loadAccount(actor: Pick<Staff, "branchId">, userId: string): Promise<Account> {
  const [person, standing, block] = await Promise.all([
    // A number of a moment ago would leave the new one's row as it is when its owner is blocked.
    loadPerson(userId, { consistent: true }),
    loadStanding(userId),
    findBlock(userId),
  ]);
  if (standing === undefined || !sees(actor, person)) throw userErrors.user_not_found();
  return { person, standing, block };
}

/** Those of these accounts that exist. */
export async function loadAccounts(ids: readonly string[]): Promise<readonly Account[]> {
  const looked = ids.slice(0, LOOKED_AT_MAX).map(async (userId): Promise<readonly Account[]> => {
    const account = await loadAccount({ branchId: undefined }, userId).catch(absent);
    return account === undefined ? [] : [account];
  });
  return (await Promise.all(looked)).flat();
}

/** So many people are read for one search. */
const LOOKED_AT_MAX = 50;

function absent(error: unknown): undefined {
  if (!isError(error, userErrors.user_not_found)) throw error;
}

/** An account for the eyes of staff; the wire masks it. Asks for FIELD_KEYS. */
export async function readStaffView(actor: Staff, userId: string): Promise<Account> {
  return loadAccount(actor, userId);
}

/** Phone, address and all: for a reason, which is written down before anything is shown. */
export async function revealPerson(
  actor: Staff,
  userId: string,
  reason: string,
): Promise<Account & { readonly profile: Profile }> {
  const [account, profile] = await Promise.all([loadAccount(actor, userId), loadProfile(userId)]);
  const subject = { kind: "user", id: userId };
  await transact([auditEntry(actor, { action: "staff.person_revealed", subject, userId, reason })]);
  return { ...account, profile };
}

/**
 * A profile for its owner, or an account for staff, who see as much of it as anywhere: masked. `fromStaffNetwork` tells
 * whether the request came from where staff work. Whoever is neither learns nothing, nor do staff without a second factor
 * in this session. Asks for FIELD_KEYS.
 */
export async function readProfile(
  actor: Customer,
  userId: string,
  { fromStaffNetwork }: { readonly fromStaffNetwork: boolean },
): Promise<Profile | Account> {
  if (actor.userId === userId) return loadProfile(userId);
  const may = (roles: readonly Role[]) => isPermitted(roles, "users.read");
  if (!may(actor.roles) || !fromStaffNetwork) throw userErrors.user_not_found();
  const reader = await verifyStaff(actor, actor.origin).catch(asIfNotThere);
  if (!may(reader.roles)) throw userErrors.user_not_found();
  return loadAccount(reader, userId);
}

function asIfNotThere(error: unknown): never {
  throw STAFF_REFUSALS.some((refusal) => isError(error, refusal)) ? userErrors.user_not_found() : error;
}
