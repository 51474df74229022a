import type { ItemOf, KeyRef, Write } from "@cowry/table";
import { absent, entity, getItem, int, json, keyOf, oneOf, optional, put, text, time } from "@cowry/table";
import type { Role } from "../kernel/index.ts";
import { STATUSES } from "../users/index.ts";
import type { Purpose } from "./model.ts";

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
    passwordGuard: text("wg"),
    pinHash: optional(text("ph")),
    pinGuard: text("pg"),
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
  attributes: { sends: int("sn"), nextAtMs: time("na"), forgottenAtMs: time("fa") },
});
export type Spacing = ItemOf<typeof spacingItem>;

/** One limit of one key (GCRA): the time at which the key would be back at rest. */
export const limitItem = entity("rate_limit", {
  version: 1,
  about: "One rate limit of one key",
  pk: "RL#{limit}#{key}",
  sk: "#",
  expires: "forgottenAtMs",
  attributes: { restsAtMs: time("ra"), forgottenAtMs: time("fa") },
});

export function credentialsKey(userId: string): KeyRef {
  return keyOf(credentialsItem, { userId });
}

export async function findCredentials(userId: string): Promise<Credentials | undefined> {
  return getItem(credentialsItem, { userId });
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
      passwordGuard: "",
      pinGuard: "",
      pinVersion: 0,
    },
    { rule: "credentials", when: [absent()] },
  );
}

export type OtpPlace = { readonly phoneHash: string; readonly purpose: Purpose };
