import type { GetOptions, ItemOf, KeyRef, Write } from "@cowry/table";
import { absent, entity, flag, getItem, int, json, keyOf, oneOf, optional, put, text, time } from "@cowry/table";
import type { Role } from "../kernel/index.ts";
import { type Feature, type Platform, STATUSES } from "../users/index.ts";
import { type Guard, UNTOUCHED } from "./attempts.ts";
import type { SetUpFactor } from "./factors.ts";
import type { SecretKind } from "./hash.ts";

/** Keys of credentials; those of codes are in `otp-store.ts`, of sessions in `session-store.ts`. Each item within 1 KB. */

/**
 * What a person proves themselves with, and what their tokens say. One item, written by itself only (but for the
 * registration): a transfer reads it and never takes part in its changes, so that the two never conflict.
 */
export const credentialsItem = entity("credentials", {
  version: 1,
  about: "Secrets, roles and revocation of a person",
  pk: "U#{userId}",
  sk: "CRED",
  attributes: {
    status: oneOf("st", STATUSES),
    roles: json<readonly Role[]>("ro"),
    /** Access tokens of an older epoch are worth nothing where it is looked at: money and staff doors, refresh. */
    epoch: int("ep"),
    /** Sessions of an older epoch have ended: raised by "log out everywhere". */
    sessionEpoch: int("se"),
    passwordHash: text("wh"),
    passwordPlace0: text("w0"),
    passwordPlace1: text("w1"),
    passwordPlace2: text("w2"),
    passwordPlace3: text("w3"),
    passwordPlace4: text("w4"),
    passwordLocks: int("wn"),
    passwordLockedUntilMs: time("wl"),
    pinHash: optional(text("ph")),
    pinPlace0: text("p0"),
    pinPlace1: text("p1"),
    pinPlace2: text("p2"),
    pinPlace3: text("p3"),
    pinPlace4: text("p4"),
    pinLocks: int("pn"),
    pinLockedUntilMs: time("pl"),
    /** Confirmation tokens bought with an older PIN are worth nothing. */
    pinVersion: int("pv"),
    /** Until then limits are lowered: the PIN was reset by a code. */
    reducedUntilMs: optional(time("rd")),
    /** Below this no PIN is asked, in minor units by currency. */
    pinFreeBelow: optional(json<Readonly<Record<string, string>>>("pf")),
    /** Sessions that ended while access tokens of theirs may live: see `ended-sessions.ts`. */
    endedSessions: optional(json<readonly string[]>("es")),
    /** Staff of one branch see its people only. */
    branchId: optional(text("br")),
    /** What staff shut: a copy of the person's access, written in the same transaction. Absent: nothing. */
    shut: optional(json<readonly (Platform | Feature)[]>("sh")),
    /** What the person has set up to be asked for beside the first factor. */
    secondFactors: optional(json<readonly SetUpFactor[]>("sf")),
    /** Counts changes of what is set up, also of one of several of a kind, which the list does not tell. */
    secondFactorsVersion: optional(int("fv")),
    /** The person wants to be asked at every sign-in. */
    secondFactorAlways: optional(flag("sa")),
  },
});
export type Credentials = ItemOf<typeof credentialsItem>;

/** Hashes of passwords that a person of the staff had before, newest first. */
export const passwordHistoryItem = entity("password_history", {
  version: 1,
  about: "Hashes of passwords that somebody of the staff had before",
  pk: "U#{userId}",
  sk: "PWH",
  attributes: { hashes: json<readonly string[]>("hs") },
});

export async function findPasswordHistory(userId: string): Promise<readonly string[]> {
  return (await getItem(passwordHistoryItem, { userId }))?.hashes ?? [];
}

export function credentialsKey(userId: string): KeyRef {
  return keyOf(credentialsItem, { userId });
}

export async function findCredentials(userId: string, options?: GetOptions): Promise<Credentials | undefined> {
  return getItem(credentialsItem, { userId }, options);
}

/** Names of the attributes that hold a secret's guard: see `attempts.ts`. */
export const GUARDS = {
  pin: {
    hash: "pinHash",
    places: ["pinPlace0", "pinPlace1", "pinPlace2", "pinPlace3", "pinPlace4"],
    locks: "pinLocks",
    lockedUntilMs: "pinLockedUntilMs",
  },
  password: {
    hash: "passwordHash",
    places: ["passwordPlace0", "passwordPlace1", "passwordPlace2", "passwordPlace3", "passwordPlace4"],
    locks: "passwordLocks",
    lockedUntilMs: "passwordLockedUntilMs",
  },
} as const;

export function guardOf(kind: SecretKind, credentials: Credentials): Guard {
  const { places, locks, lockedUntilMs } = GUARDS[kind];
  return {
    places: places.map((name) => credentials[name]),
    locks: credentials[locks],
    lockedUntilMs: credentials[lockedUntilMs],
  };
}

function pinGuard({ places, locks, lockedUntilMs }: Guard) {
  const [pinPlace0 = "", pinPlace1 = "", pinPlace2 = "", pinPlace3 = "", pinPlace4 = ""] = places;
  const held = { pinPlace0, pinPlace1, pinPlace2, pinPlace3, pinPlace4 };
  return { ...held, pinLocks: locks, pinLockedUntilMs: lockedUntilMs };
}

function passwordGuard({ places, locks, lockedUntilMs }: Guard) {
  const [passwordPlace0 = "", passwordPlace1 = "", passwordPlace2 = "", passwordPlace3 = "", passwordPlace4 = ""] =
    places;
  const held = { passwordPlace0, passwordPlace1, passwordPlace2, passwordPlace3, passwordPlace4 };
  return { ...held, passwordLocks: locks, passwordLockedUntilMs: lockedUntilMs };
}

/** A whole guard, as attributes. */
export function guardFields(kind: SecretKind, guard: Guard) {
  return kind === "pin" ? pinGuard(guard) : passwordGuard(guard);
}

/** The credentials of somebody new. Rule: "credentials". */
export function credentialsOpening(userId: string, roles: readonly Role[], passwordHash: string): Write {
  return put(
    credentialsItem,
    {
      userId,
      status: "active",
      roles,
      epoch: 1,
      sessionEpoch: 1,
      passwordHash,
      ...passwordGuard(UNTOUCHED),
      ...pinGuard(UNTOUCHED),
      pinVersion: 0,
    },
    { rule: "credentials", when: [absent()] },
  );
}
