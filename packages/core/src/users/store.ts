import type { Found, ItemOf, KeyRef, Outcome, Write } from "@cowry/table";
import {
  absent,
  check,
  entity,
  equals,
  failedItem,
  flag,
  getItem,
  json,
  keyOf,
  missing,
  oneOf,
  optional,
  put,
  text,
  time,
} from "@cowry/table";
import { lookupHashes, type Role, seal, unseal } from "../kernel/index.ts";
import { findMoving } from "../rotation/index.ts";
import type { NewPerson, OpeningRefusal, Person, PhoneRow, Referrer } from "./model.ts";
import { displayNameOf, STATUSES } from "./model.ts";
import { nameRows, wordsOf } from "./names.ts";

/** The only file that knows the keys of people. What tells who somebody is stands sealed. */

export const userItem = entity("user", {
  version: 1,
  about: "A person's profile",
  pk: "U#{userId}",
  sk: "#",
  attributes: {
    /** First and last name, sealed for `user:<id>:names`. */
    names: text("nm"),
    /** E.164, sealed for `user:<id>:phone`. */
    phone: text("ph"),
    /** Sealed for `user:<id>:email`. */
    email: optional(text("em")),
    /** Copied into the credentials, in the same transaction, for tokens. */
    roles: json<readonly Role[]>("ro"),
    referralCode: text("rc"),
    referredBy: optional(text("rb")),
    /** Staff of a branch see its people only. */
    branchId: optional(text("br")),
    createdAtMs: time("ca"),
    closedAtMs: optional(time("cl")),
    /** When what the law lets go had been erased after the closing. */
    erasedAtMs: optional(time("er")),
  },
});

/** One per number: makes it unique, and finds the person in one read. Keyed by a keyed hash. */
export const phoneItem = entity("phone", {
  version: 1,
  about: "Whose a phone number is",
  pk: "P#{phoneHash}",
  sk: "#",
  attributes: {
    userId: text("u"),
    /** Copy of the credentials' status. */
    status: oneOf("st", STATUSES),
    /** Masked, e.g. `Amina B.`. */
    displayName: text("dn"),
  },
});

/** One per address: makes it unique. */
export const emailItem = entity("email", {
  version: 1,
  about: "Whose an e-mail address is",
  pk: "EM#{emailHash}",
  sk: "#",
  attributes: { userId: text("u"), verified: flag("vf") },
});

export const referralCodeItem = entity("referral_code", {
  version: 1,
  about: "Whose a referral code is",
  pk: "R#{code}",
  sk: "#",
  attributes: { userId: text("u") },
});

export const referralItem = entity("referral", {
  version: 1,
  about: "Somebody a person referred",
  pk: "U#{referrerId}",
  sk: "RF#{userId}",
  attributes: { displayName: text("dn"), joinedAtMs: time("at"), leftAtMs: optional(time("la")) },
});

type User = ItemOf<typeof userItem>;

/** Everything that makes a new person, for the registration's transaction: 3 to 6 writes with named rules, and its name's words. */
export function personOpening(person: NewPerson): Write[] {
  const { userId, phone, firstName, lastName, email, roles, referralCode, referrer, createdAtMs } = person;
  const displayName = displayNameOf(firstName, lastName);
  const [phoneHash = "", ...olderHashes] = lookupHashes("phone", phone);
  return [
    put(phoneItem, { phoneHash, userId, status: "active", displayName }, { rule: "phone", when: [absent()] }),
    ...olderHashes.map((older, index) =>
      check(phoneItem, { phoneHash: older }, { rule: `phone_${index}`, when: [absent()] }),
    ),
    put(
      userItem,
      {
        userId,
        names: sealNames(person),
        phone: seal(phone, context(userId, "phone")),
        email: email === undefined ? undefined : seal(email, context(userId, "email")),
        roles,
        referralCode,
        referredBy: referrer?.userId,
        createdAtMs,
      },
      { rule: "user", when: [absent()] },
    ),
    put(referralCodeItem, { code: referralCode, userId }, { rule: "referral_code", when: [absent()] }),
    ...nameRows(userId, wordsOf(firstName, lastName)),
    ...emailOpening(userId, email),
    ...(referrer === undefined ? [] : referralOpening(userId, displayName, referrer, createdAtMs)),
  ];
}

function emailOpening(userId: string, email: string | undefined): Write[] {
  if (email === undefined) return [];
  const [emailHash = "", ...olderHashes] = lookupHashes("email", email.toLowerCase());
  return [
    put(emailItem, { emailHash, userId, verified: false }, { rule: "email", when: [absent()] }),
    ...olderHashes.map((older, index) =>
      check(emailItem, { emailHash: older }, { rule: `email_${index}`, when: [absent()] }),
    ),
  ];
}

function referralOpening(userId: string, displayName: string, { code, userId: referrerId }: Referrer, atMs: number) {
  return [
    check(referralCodeItem, { code }, { rule: "referrer", when: [equals("userId", referrerId)] }),
    put(referralItem, { referrerId, userId, displayName, joinedAtMs: atMs }, { rule: "referral", when: [absent()] }),
  ];
}

/** Why `personOpening` was refused, the gravest reason first; undefined when none of its rules failed. */
export function openingRefusal(outcome: Outcome, userId: string): OpeningRefusal | undefined {
  if (outcome.committed) return undefined;
  const failed = (name: string) => [...outcome.failed.keys()].filter((rule) => rule.replace(/_\d+$/, "") === name);
  const owners = failed("phone").map((rule) => failedItem(outcome, phoneItem, rule)?.userId);
  if (owners.includes(userId) || outcome.failed.has("user")) return "registered_before";
  if (owners.length > 0) return "phone_taken";
  if (failed("email").length > 0) return "email_taken";
  if (outcome.failed.has("referrer") || outcome.failed.has("referral")) return "referrer_gone";
  return outcome.failed.has("referral_code") ? "referral_code_taken" : undefined;
}

/** What a field of a profile is sealed for. */
export function sealNames({ userId, firstName, lastName }: Pick<Person, "userId" | "firstName" | "lastName">): string {
  return seal(JSON.stringify([firstName, lastName]), context(userId, "names"));
}

export function context(userId: string, field: "names" | "phone" | "email"): string {
  return `user:${userId}:${field}`;
}

/** Where a person's profile is, for somebody's own batchGet. */
export function personKey(userId: string): KeyRef {
  return keyOf(userItem, { userId });
}

export function personIn(found: Found, userId: string): Person | undefined {
  const item = found.get(userItem, { userId });
  return item === undefined ? undefined : toPerson(item);
}

/**
 * Holds back what somebody says of themselves once their account is closed: an access token outlives that by minutes, and
 * nothing erases what comes after the eraser. Rule: "here".
 */
export function stillHere(userId: string): Write {
  return check(userItem, { userId }, { rule: "here", when: [missing("closedAtMs")] });
}

/** `consistent`: for who writes what follows from it, and must not do so on what somebody was called a moment ago. */
export async function findPerson(userId: string, { consistent = false } = {}): Promise<Person | undefined> {
  const item = await getItem(userItem, { userId }, { consistent });
  return item === undefined ? undefined : toPerson(item);
}

/** First and last name. */
export function namesOf({ userId, names }: Pick<User, "userId" | "names">): readonly string[] {
  return JSON.parse(unseal(names, context(userId, "names"))) as readonly string[];
}

/** Opens what is sealed. */
function toPerson(item: User): Person {
  const { userId, names, phone, email, roles, referralCode, referredBy, branchId, createdAtMs, closedAtMs } = item;
  const [firstName = "", lastName = ""] = namesOf({ userId, names });
  return {
    userId,
    firstName,
    lastName,
    phone: unseal(phone, context(userId, "phone")),
    email: email === undefined ? undefined : unseal(email, context(userId, "email")),
    roles,
    referralCode,
    referredBy,
    branchId,
    createdAtMs,
    closedAtMs,
  };
}

/** Whose number this is. Looks under every live key while two of them live. */
export async function findPhoneRow(e164: string): Promise<PhoneRow | undefined> {
  const row = await findPhone(e164);
  return row === undefined ? undefined : { userId: row.userId, status: row.status, displayName: row.displayName };
}

/** Where its row is. */
export async function findPhoneKey(e164: string): Promise<{ readonly phoneHash: string } | undefined> {
  const row = await findPhone(e164);
  return row === undefined ? undefined : { phoneHash: row.phoneHash };
}

async function findPhone(e164: string) {
  return findMoving(
    phoneItem,
    lookupHashes("phone", e164).map((phoneHash) => ({ phoneHash })),
  );
}

/** Whose referral code this is. */
export async function findReferrer(code: string): Promise<Referrer | undefined> {
  const item = await getItem(referralCodeItem, { code });
  return item === undefined ? undefined : { code, userId: item.userId };
}
