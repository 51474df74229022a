import { equals, present as exists, update, type Write } from "@cowry/table";
import type { Role } from "../kernel/index.ts";
import type { Status } from "./model.ts";
import { findPhoneKey, phoneItem, userItem } from "./store.ts";

/** What staff change of a person, as writes for their transactions. */

/** What a payment to the number sees. Rule: "phone". Asks for LOOKUP_KEYS. */
export async function phoneStatusWrites(userId: string, e164: string, status: Status): Promise<readonly Write[]> {
  const phoneKey = await findPhoneKey(e164);
  if (phoneKey === undefined) return [];
  return [update(phoneItem, phoneKey, { rule: "phone", when: [equals("userId", userId)], set: { status } })];
}

/** The copy of the roles in the profile, and whose people somebody belongs to. Rule: "user". */
export function roleCopyWrite(userId: string, roles: readonly Role[], branchId: string | undefined): Write {
  const common = { rule: "user", when: [exists()] } as const;
  return branchId === undefined
    ? update(userItem, { userId }, { ...common, set: { roles }, remove: ["branchId"] })
    : update(userItem, { userId }, { ...common, set: { roles, branchId } });
}
