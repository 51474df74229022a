import type { Customer } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import type { Person } from "./model.ts";
import { findPerson, findPhoneRow } from "./store.ts";

/** The caller's own profile. */
export async function loadMe(actor: Customer): Promise<Person> {
  return loadPerson(actor.userId);
}

/** A person by id; for receipts and staff, never for the eyes of others as it is. Asks for FIELD_KEYS. */
export async function loadPerson(userId: string, read?: Parameters<typeof findPerson>[1]): Promise<Person> {
  const person = await findPerson(userId, read);
  if (person === undefined) throw errors.user_not_found();
  return person;
}

/** Whose number this is, in one read. Asks for LOOKUP_KEYS. */
export const findUserByPhone = findPhoneRow;
