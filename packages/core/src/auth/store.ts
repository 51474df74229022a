import type { GetOptions, ItemOf, KeyRef, Write } from "@cowry/table";
import {
  above,
  absent,
  anyOf,
  atMost,
  below,
  entity,
  equals,
  failedItem,
  getItem,
  int,
  json,
  keyOf,
  oneOf,
  optional,
  put,
  queryItems,
  remove,
  text,
  time,
  transact,
  update,
  write,
} from "@cowry/table";
import { now, type Role } from "../kernel/index.ts";
import { STATUSES } from "../users/index.ts";
import { type Guard, UNTOUCHED } from "./attempts.ts";
import type { SecretKind } from "./hash.ts";
import { checkLive, madeWithLiveKey } from "./key-prefix.ts";
import { OTP_TRIES_MAX, type Purpose, RESEND_AFTER_MS, SPACING_FORGOTTEN_MS, UNUSED_SESSIONS_MAX } from "./model.ts";

/** The only file that knows the keys of this domain. Every item stays within 1 KB with all caps reached. */

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
  },
});
export type Credentials = ItemOf<typeof credentialsItem>;

export const SESSION_STATUSES = ["active", "revoked"] as const;

/** A device signed in: a family of refresh tokens, of which one generation is live. */
export const sessionItem = entity("session", {
  version: 1,
  about: "A device signed in: one family of refresh tokens",
  pk: "U#{userId}",
  sk: "S#{sessionId}",
  expires: "endsAtMs",
  attributes: {
    generation: int("gn"),
    status: oneOf("st", SESSION_STATUSES),
    sessionEpoch: int("se"),
    /** Ended because a token was used twice, when the person's epoch was this: access tokens of it have to end too. */
    reusedInEpoch: optional(int("re")),
    /** When the live generation was made. */
    rotatedAtMs: time("la"),
    idleEndsAtMs: time("ie"),
    endsAtMs: time("ab"),
    createdAtMs: time("ca"),
    deviceId: optional(text("dv")),
    userAgent: optional(text("ua")),
    /** Sealed for `session:<id>:ip`. */
    ip: text("ip"),
  },
});
export type Session = ItemOf<typeof sessionItem>;

/** A code that was sent, or would have been: whether it was is not to be seen here. Used once. */
export const otpItem = entity("otp", {
  version: 1,
  about: "A one-time code, as a keyed hash",
  pk: "O#{phoneHash}#{purpose}",
  sk: "C#{challengeId}",
  expires: "expiresAtMs",
  attributes: {
    codeHash: text("ch"),
    tries: int("at"),
    /** The device that asked: binds the code where the challenge id is not given. */
    deviceId: optional(text("dv")),
    expiresAtMs: time("ex"),
  },
});
export type Otp = ItemOf<typeof otpItem>;

/** How soon the next code may be sent to a number. Gone after a while, or with the right code. */
export const spacingItem = entity("otp_spacing", {
  version: 1,
  about: "When the next code may be sent to a number",
  pk: "O#{phoneHash}#{purpose}",
  sk: "#",
  expires: "forgottenAtMs",
  attributes: {
    sends: int("sn"),
    /** The last one sent. */
    challengeId: text("ci"),
    nextAtMs: time("na"),
    forgottenAtMs: time("fa"),
  },
});
export type Spacing = ItemOf<typeof spacingItem>;

/** One limit of one key (GCRA): the time at which the key would be back at rest. */
export const limitItem = entity("rate_limit", {
  version: 1,
  about: "One rate limit of one key",
  pk: "RL#{limit}#{key}",
  sk: "#",
  expires: "forgottenAtMs",
  attributes: { restsAtMs: int("ra"), forgottenAtMs: time("fa") },
});

export function credentialsKey(userId: string): KeyRef {
  return keyOf(credentialsItem, { userId });
}

export async function findCredentials(userId: string, options?: GetOptions): Promise<Credentials | undefined> {
  return getItem(credentialsItem, { userId }, options);
}

/** True when every session of this person is as it was made: no token refreshed, none ended. */
export async function hasUnusedSessionsOnly(userId: string): Promise<boolean> {
  const page = { prefix: "S#", limit: UNUSED_SESSIONS_MAX };
  const { items, last } = await queryItems(sessionItem, { userId }, page);
  return last === undefined && items.every(({ status, generation }) => status === "active" && generation === 1);
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

export type OtpPlace = { readonly phoneHash: string; readonly purpose: Purpose };

export type OtpWritten =
  { readonly done: true; readonly resendInMs: number } | { readonly done: false; readonly waitMs: number };

/** Writes a code and, in the same transaction, when the next one may be sent. */
export async function commitOtp(otp: Otp): Promise<OtpWritten> {
  const first = await tryOtp(otp, undefined);
  return first.again === undefined ? first : await tryOtp(otp, first.again);
}

async function tryOtp(otp: Otp, before: Spacing | undefined): Promise<OtpWritten & { readonly again?: Spacing }> {
  const atMs = now();
  const sends = (before?.sends ?? 0) + 1;
  const resendInMs = RESEND_AFTER_MS[Math.min(sends, RESEND_AFTER_MS.length) - 1] ?? RESEND_AFTER_MS[0];
  const { phoneHash, purpose, challengeId } = otp;
  const spacing = { phoneHash, purpose, sends, challengeId, nextAtMs: atMs + resendInMs };
  const outcome = await transact([
    put(
      spacingItem,
      { ...spacing, forgottenAtMs: atMs + SPACING_FORGOTTEN_MS },
      {
        rule: "spacing",
        when: [
          before === undefined
            ? anyOf([absent(), atMost("forgottenAtMs", atMs)])
            : equals("challengeId", before.challengeId),
        ],
      },
    ),
    put(otpItem, otp),
  ]);
  const found = failedItem(outcome, spacingItem, "spacing");
  // Our own challenge in the way: it was committed, and only the answer got lost.
  if (outcome.committed || found?.challengeId === challengeId) return { done: true, resendInMs };
  const waitMs = Math.max(1, (found?.nextAtMs ?? 0) - atMs);
  return found !== undefined && found.nextAtMs <= atMs && before === undefined
    ? { done: false, waitMs, again: found }
    : { done: false, waitMs };
}

/** The newest living code that this device asked for. One asked for without a device is found by its challenge only. */
export async function findNewestOtp(place: OtpPlace, deviceId: string): Promise<Otp | undefined> {
  const { items } = await queryItems(otpItem, place, { descending: true, limit: OTPS_LIVE_MAX });
  return items.find((otp) => otp.deviceId === deviceId && otp.expiresAtMs > now());
}

/** More than the resend rule lets live at a time. */
const OTPS_LIVE_MAX = 10;

/**
 * Counts a try before it is compared: the code with this try counted, or nothing when it may not be tried.
 * Asks for OTP_KEYS: a code under a key that is not here is not tried.
 */
export async function takeOtpTry(key: OtpPlace & { readonly challengeId: string }): Promise<Otp | undefined> {
  const { done, item } = await write(
    update(otpItem, key, {
      rule: "try",
      when: [below("tries", OTP_TRIES_MAX), above("expiresAtMs", now()), madeWithLiveKey("OTP_KEYS", "codeHash", ".")],
      add: { tries: 1 },
    }),
    { returns: "new" },
  );
  if (done || item === undefined) return item;
  checkLive("OTP_KEYS", item.codeHash, ".");
  return undefined;
}

/** Uses up a code: of two requests with the same right code, one gets through. Rule: "otp". */
export function otpUse(otp: Otp): Write[] {
  return [
    remove(otpItem, otp, { rule: "otp", when: [equals("codeHash", otp.codeHash)] }),
    // Whoever proved the number may ask for the next code at once.
    remove(spacingItem, otp),
  ];
}
