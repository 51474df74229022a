import { entity, int, type ItemOf, type KeyRef, keyOf, oneOf, optional, queryItems, text, time } from "@cowry/table";
import { FIRST_FACTORS, SECOND_FACTORS } from "./factors.ts";
import { UNUSED_SESSIONS_MAX } from "./model.ts";

/** Keys of sessions. Every item stays within 1 KB with all caps reached. */

export const SESSION_STATUSES = ["active", "revoked"] as const;

export const SESSION_PLATFORMS = ["web"] as const;

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
    /** Absent: an app. */
    platform: optional(oneOf("pf", SESSION_PLATFORMS)),
    /** Absent in sessions from before this was written down. */
    firstFactor: optional(oneOf("ff", FIRST_FACTORS)),
    /** The last second factor that was proven in this session, and when: at sign-in or by a step-up. */
    secondFactor: optional(oneOf("sf", SECOND_FACTORS)),
    secondFactorAtMs: optional(time("sa")),
  },
});
export type Session = ItemOf<typeof sessionItem>;

/** What the address of a session is sealed for. */
export const sessionIpContext = (sessionId: string) => `session:${sessionId}:ip`;

export function sessionKey({ userId, sessionId }: Pick<Session, "userId" | "sessionId">): KeyRef {
  return keyOf(sessionItem, { userId, sessionId });
}

/** True when every session of this person is as it was made: no token refreshed, none ended. */
export async function hasUnusedSessionsOnly(userId: string): Promise<boolean> {
  const page = { prefix: "S#", limit: UNUSED_SESSIONS_MAX };
  const { items, last } = await queryItems(sessionItem, { userId }, page);
  return last === undefined && items.every(({ status, generation }) => status === "active" && generation === 1);
}
