import { entity, flag, getItem, int, type ItemOf, json, oneOf, optional, queryItems, text, time } from "@cowry/table";
import { derivedId } from "../kernel/index.ts";
import { PASSKEYS_MAX, PUSHES_MAX, type QuestionId } from "./model.ts";

/** The only file that knows the keys of this domain. Every item stays within 1 KB with all caps reached. */

/** A person's second factors but the passkeys, and the guard of what can be guessed among them. */
export const factorsItem = entity("second_factors", {
  version: 1,
  about: "Secrets of a person's second factors, and how often they were guessed at",
  pk: "U#{userId}",
  sk: "MFA",
  attributes: {
    /** Base32, sealed for `mfa:<user>:totp`. */
    totpSecret: optional(text("ts")),
    /** The newest time step whose code was used: none before it is taken any more. */
    totpStep: optional(int("tp")),
    /** One that waits to be confirmed. */
    totpNew: optional(text("tn")),
    totpNewEndsAtMs: optional(time("te")),
    /** Keyed hashes of codes that have not been used. */
    recoveryCodes: optional(json<readonly string[]>("rc")),
    recoveryVersion: optional(int("rv")),
    questions: optional(json<readonly QuestionId[]>("qi")),
    answersHash: optional(text("qh")),
    /** Answers that were looked at since the last right one. */
    failures: optional(int("fl")),
    locks: optional(int("lk")),
    lockedUntilMs: optional(time("lu")),
  },
});
export type Factors = ItemOf<typeof factorsItem>;

export const passkeyItem = entity("passkey", {
  version: 1,
  about: "A passkey of a person",
  pk: "U#{userId}",
  sk: "PK#{passkeyId}",
  attributes: {
    credentialId: text("ci"),
    publicKey: text("ky"),
    counter: int("ct"),
    transports: json<readonly string[]>("tr"),
    backedUp: flag("bu"),
    name: text("nm"),
    createdAtMs: time("ca"),
    lastUsedAtMs: optional(time("lu")),
  },
});
export type Passkey = ItemOf<typeof passkeyItem>;

export const PUSH_STATUSES = ["pending", "approved", "denied"] as const;

/** A sign-in that another device is asked to approve. */
export const pushItem = entity("push_approval", {
  version: 1,
  about: "A sign-in that waits for approval on another device",
  pk: "U#{userId}",
  sk: "PU#{pushId}",
  expires: "expiresAtMs",
  attributes: {
    pendingId: text("pi"),
    status: oneOf("st", PUSH_STATUSES),
    /** Two digits that the one screen shows and the other asks for. */
    number: text("nr"),
    tries: int("tr"),
    deviceId: optional(text("dv")),
    userAgent: optional(text("ua")),
    /** Sealed for `push:<id>:ip`. */
    ip: text("ip"),
    createdAtMs: time("ca"),
    expiresAtMs: time("ex"),
  },
});
export type Push = ItemOf<typeof pushItem>;

export async function findFactors(userId: string): Promise<Factors | undefined> {
  return getItem(factorsItem, { userId });
}

/** The same credential of the same person has one place. */
export function passkeyIdOf(userId: string, credentialId: string): string {
  return derivedId("passkey", userId, credentialId);
}

export async function loadPasskeys(userId: string): Promise<readonly Passkey[]> {
  return (await queryItems(passkeyItem, { userId }, { limit: PASSKEYS_MAX })).items;
}

export async function findPush(userId: string, pushId: string): Promise<Push | undefined> {
  return getItem(pushItem, { userId, pushId });
}

export async function loadPushes(userId: string): Promise<readonly Push[]> {
  return (await queryItems(pushItem, { userId }, { descending: true, limit: PUSHES_MAX })).items;
}
