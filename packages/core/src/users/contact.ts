import type { Outcome, Write } from "@cowry/table";
import { absent, check, equals, failedItem, put, present as exists, remove, update } from "@cowry/table";
import { lookupHashes, seal } from "../kernel/index.ts";
import { findMoving } from "../rotation/index.ts";
import type { Person, Status } from "./model.ts";
import { context, emailItem, phoneItem, userItem } from "./store.ts";

/**
 * The phone and the e-mail address of a person, and how they change hands: as writes for the transaction that proves the
 * new one. Asks for LOOKUP_KEYS and FIELD_KEYS.
 */

/** Whose an e-mail address is. */
export interface EmailRow {
  readonly userId: string;
  readonly verified: boolean;
  /** Under which of the live keys it was found. */
  readonly emailHash: string;
}

/** Looks under every live key while two of them live. */
export async function findEmailRow(email: string): Promise<EmailRow | undefined> {
  return findMoving(
    emailItem,
    lookupHashes("email", email.toLowerCase()).map((emailHash) => ({ emailHash })),
  );
}

interface PhonePlace {
  readonly phoneHash: string;
  readonly status: Status;
  readonly displayName: string;
}

async function findPhonePlace(e164: string): Promise<PhonePlace | undefined> {
  return findMoving(
    phoneItem,
    lookupHashes("phone", e164).map((phoneHash) => ({ phoneHash })),
  );
}

/**
 * What makes `to` the person's number in the place of the one they have: 3 writes, and one more for each older lookup
 * key. Rules: "phone" (taken), "old_phone" (moved meanwhile), "user". Undefined when the old number is not theirs.
 */
export async function phoneChange(person: Person, to: string): Promise<Write[] | undefined> {
  const { userId, phone } = person;
  const old = await findPhonePlace(phone);
  if (old === undefined) return undefined;
  const { status, displayName } = old;
  const [phoneHash = "", ...olderHashes] = lookupHashes("phone", to);
  return [
    put(phoneItem, { phoneHash, userId, status, displayName }, { rule: "phone", when: [absent()] }),
    ...olderHashes.map((older, index) =>
      check(phoneItem, { phoneHash: older }, { rule: `phone_${index}`, when: [absent()] }),
    ),
    remove(
      phoneItem,
      { phoneHash: old.phoneHash },
      // The new row is a copy: a block or another name that comes meanwhile would be lost with the old one.
      {
        rule: "old_phone",
        when: [equals("userId", userId), equals("status", status), equals("displayName", displayName)],
      },
    ),
    update(
      userItem,
      { userId },
      { rule: "user", when: [exists()], set: { phone: seal(to, context(userId, "phone")) } },
    ),
  ];
}

/**
 * What makes `to` the person's verified address. Whoever had it without having verified it loses it: it was never known
 * to be theirs. Rules: "email" (taken meanwhile), "user", "claimant". Undefined when it is somebody else's.
 */
export async function emailChange(person: Person, to: string): Promise<Write[] | undefined> {
  const { userId, email } = person;
  const [row, old] = await Promise.all([findEmailRow(to), email === undefined ? undefined : findEmailRow(email)]);
  const others = row !== undefined && row.userId !== userId;
  if (others && row.verified) return undefined;
  const [newHash = ""] = lookupHashes("email", to.toLowerCase());
  const emailHash = row?.emailHash ?? newHash;
  const asSeen = row === undefined ? [absent()] : [equals("userId", row.userId), equals("verified", row.verified)];
  const isOld = old?.userId === userId && old.emailHash !== emailHash;
  return [
    put(emailItem, { emailHash, userId, verified: true }, { rule: "email", when: asSeen }),
    ...(isOld
      ? [remove(emailItem, { emailHash: old.emailHash }, { rule: "old_email", when: [equals("userId", userId)] })]
      : []),
    update(
      userItem,
      { userId },
      { rule: "user", when: [exists()], set: { email: seal(to, context(userId, "email")) } },
    ),
    ...(others
      ? [update(userItem, { userId: row.userId }, { rule: "claimant", when: [exists()], remove: ["email"] })]
      : []),
  ];
}

/** True when a change was refused only by the new row that it had written itself, and the answer to that was lost. */
export function isMoved(outcome: Outcome, userId: string): boolean {
  const rows = [failedItem(outcome, phoneItem, "phone"), failedItem(outcome, emailItem, "email")];
  return rows.some((row) => row?.userId === userId);
}
