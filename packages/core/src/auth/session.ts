import { absent, batchGet, put, type Write } from "@cowry/table";
import { type AccessClaims, APP_CLIENT } from "./tokens.ts";
import { issueAccessToken } from "./issue.ts";
import { ACCESS_LIFE_MS, SESSION_IDLE_MS, SESSION_LIFE_MS } from "./model.ts";
import { issueRefreshToken } from "./refresh-token.ts";
import type { FirstFactor, SecondFactor } from "./factors.ts";
import { type Session, sessionIpContext, sessionItem, sessionKey } from "./session-store.ts";
import { type Credentials, credentialsItem, credentialsKey } from "./store.ts";
import { newId, now, type Origin, seal } from "../kernel/index.ts";

/** What somebody who signed in goes away with. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly expiresInMs: number;
}

/** What a session was opened with. */
export interface Factors {
  readonly firstFactor: FirstFactor;
  readonly secondFactor?: SecondFactor | undefined;
}

/** A new session of this person on the device that asks. Asks for FIELD_KEYS. */
export function newSession(
  { userId, sessionEpoch }: Pick<Credentials, "userId" | "sessionEpoch">,
  origin: Origin,
  { firstFactor, secondFactor }: Factors,
): Session {
  const [sessionId, atMs] = [newId(), now()];
  return {
    userId,
    sessionId,
    generation: 1,
    status: "active",
    sessionEpoch,
    rotatedAtMs: atMs,
    idleEndsAtMs: atMs + SESSION_IDLE_MS,
    endsAtMs: atMs + SESSION_LIFE_MS,
    createdAtMs: atMs,
    deviceId: origin.deviceId,
    userAgent: origin.userAgent,
    platform: origin.platform,
    ip: seal(origin.ip, sessionIpContext(sessionId)),
    firstFactor,
    secondFactor,
    secondFactorAtMs: secondFactor === undefined ? undefined : atMs,
  };
}

/** Rule: "session". */
export function sessionOpening(session: Session): Write {
  return put(sessionItem, session, { rule: "session", when: [absent()] });
}

/** Tokens for a session as it stands. Asks for TOKEN_PRIVATE_KEYS and SESSION_KEYS. */
export async function issueTokens(
  session: Pick<Session, "userId" | "sessionId" | "generation">,
  { epoch, roles }: Pick<Credentials, "epoch" | "roles">,
): Promise<Tokens> {
  const { userId, sessionId, generation } = session;
  const claims: AccessClaims = { userId, sessionId, epoch, roles, clientId: APP_CLIENT };
  const access = await issueAccessToken(claims);
  return { access, refresh: issueRefreshToken({ userId, sessionId, generation }), expiresInMs: ACCESS_LIFE_MS };
}

/** The session and the credentials of whoever calls, in one read. */
export async function loadCallerSession(key: Pick<Session, "userId" | "sessionId">) {
  const { userId, sessionId } = key;
  const found = await batchGet([credentialsKey(userId), sessionKey(key)]);
  return {
    credentials: found.get(credentialsItem, { userId }),
    session: found.get(sessionItem, { userId, sessionId }),
  };
}
