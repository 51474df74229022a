import { entity, flag, int, type ItemOf, json, type KeyRef, keyOf, oneOf, optional, text, time } from "@cowry/table";
import { derivedId } from "../kernel/index.ts";
import { FIRST_FACTORS, type FirstFactor, SECOND_FACTORS, type SecondFactor } from "./factors.ts";
import type { RiskReason } from "./risk.ts";

/** Keys of what a sign-in leaves behind. Every item stays within 1 KB with all caps reached. */

/** A device that somebody signed in on. Known by its own id (X-Device-Id), named outside by one derived from it. */
export const deviceItem = entity("device", {
  version: 1,
  about: "A device that a person has signed in on",
  pk: "U#{userId}",
  sk: "D#{device}",
  attributes: {
    deviceId: text("id"),
    name: optional(text("nm")),
    userAgent: optional(text("ua")),
    /** The first sign-in on it that was complete, with a second factor where one was asked for. */
    trustedAtMs: time("ta"),
    lastSignInAtMs: time("la"),
    /** SPKI of the app's P-256 key, base64url: signs in by biometrics. */
    publicKey: optional(text("ky")),
    /** May approve sign-ins on other devices. */
    approves: optional(flag("ap")),
    /** The session that was opened on it last: the next one ends it. */
    sessionId: optional(text("si")),
  },
});
export type Device = ItemOf<typeof deviceItem>;

/** `refused`: what was given was wrong; nobody got in. */
export const LOGIN_OUTCOMES = ["signed_in", "second_factor_asked", "refused"] as const;
export type LoginOutcome = (typeof LOGIN_OUTCOMES)[number];

/** One attempt to sign in, with its risk and what the risk is made of. */
export const loginItem = entity("login", {
  version: 1,
  about: "One attempt to sign in: from where, with what, how risky and why",
  pk: "U#{userId}",
  sk: "LA#{at}#{loginId}",
  expires: "forgottenAtMs",
  attributes: {
    outcome: oneOf("oc", LOGIN_OUTCOMES),
    firstFactor: oneOf("ff", FIRST_FACTORS),
    secondFactor: optional(oneOf("sf", SECOND_FACTORS)),
    deviceId: optional(text("dv")),
    userAgent: optional(text("ua")),
    /** Sealed for `login:<id>:ip`. */
    ip: text("ip"),
    /** Keyed hash of the address's block. */
    network: text("nw"),
    score: int("rs"),
    reasons: json<readonly RiskReason[]>("rr"),
    atMs: time("at"),
    forgottenAtMs: time("fa"),
  },
});
export type Login = ItemOf<typeof loginItem>;

/** What the address of a sign-in is sealed for. */
export const loginIpContext = (loginId: string) => `login:${loginId}:ip`;

/** A first factor that was right, waiting for the second. Gone when it came. */
export const pendingItem = entity("pending_sign_in", {
  version: 1,
  about: "A sign-in that waits for its second factor",
  pk: "U#{userId}",
  sk: "MF#{pendingId}",
  expires: "expiresAtMs",
  attributes: {
    firstFactor: oneOf("ff", FIRST_FACTORS),
    alsoProven: json<readonly FirstFactor[]>("ap"),
    methods: json<readonly SecondFactor[]>("me"),
    /** Answers that were looked at. */
    tries: int("tr"),
    epoch: int("ep"),
    deviceId: optional(text("dv")),
    score: int("rs"),
    reasons: json<readonly RiskReason[]>("rr"),
    expiresAtMs: time("ex"),
  },
});
export type Pending = ItemOf<typeof pendingItem>;

/** What a key has signed: nobody signs in with it twice. */
export const challengeItem = entity("challenge", {
  version: 1,
  about: "A signed challenge that was used",
  pk: "CH#{nonce}",
  sk: "#",
  expires: "forgottenAtMs",
  attributes: { forgottenAtMs: time("fa") },
});

/** A device as the outside knows it: the same person and device give the same id. */
export function deviceOf(userId: string, deviceId: string): string {
  return derivedId("device", userId, deviceId);
}

export function deviceKey(userId: string, device: string): KeyRef {
  return keyOf(deviceItem, { userId, device });
}
