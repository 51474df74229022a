import { equals, failedItem, missing, queryItems, transact, update } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { type Customer, errors as kernelErrors, now, present, unseal } from "../kernel/index.ts";
import { withEnded } from "./ended-sessions.ts";
import { factorErrors } from "./factor-errors.ts";
import { type Session, sessionIpContext, sessionItem } from "./session-store.ts";
import { type Credentials, credentialsItem, findCredentials } from "./store.ts";

/** Where somebody is signed in, and ending it. */

/** The newest that are looked at: a session lives for a month. */
const SESSIONS_MAX = 100;

/** The caller's sessions that live, newest first. */
export async function loadSessions({ userId }: Pick<Customer, "userId">): Promise<readonly Session[]> {
  const [{ items }, credentials] = await Promise.all([
    queryItems(sessionItem, { userId }, { descending: true, limit: SESSIONS_MAX }),
    findCredentials(userId),
  ]);
  const atMs = now();
  return items.filter(
    ({ status, sessionEpoch, idleEndsAtMs, endsAtMs }) =>
      status === "active" && sessionEpoch === credentials?.sessionEpoch && idleEndsAtMs > atMs && endsAtMs > atMs,
  );
}

export interface SessionSeen extends Session {
  readonly current: boolean;
}

/** The same for their owner's eyes: addresses opened. Asks for FIELD_KEYS. */
export async function listSessions(actor: Customer): Promise<readonly SessionSeen[]> {
  const sessions = await loadSessions(actor);
  return sessions.map((session) => ({
    ...session,
    ip: unseal(session.ip, sessionIpContext(session.sessionId)),
    current: session.sessionId === actor.sessionId,
  }));
}

/** Whoever meets a rival on the list of ended sessions so often in a row asks again later. */
const RACES_MAX = 5;

/**
 * Ends one of the caller's sessions, and its access tokens where money moves; one that has ended stays so. Asks for
 * FIELD_KEYS.
 */
export async function endSession(actor: Customer, sessionId: string): Promise<void> {
  const { userId } = actor;
  const action = sessionId === actor.sessionId ? "auth.signed_out" : "auth.session_ended";
  for (let race = 0; race < RACES_MAX; race++) {
    const credentials = present(await findCredentials(userId), "a caller has credentials");
    const outcome = await transact([
      update(
        sessionItem,
        { userId, sessionId },
        { rule: "session", when: [equals("status", "active")], set: { status: "revoked" } },
      ),
      accessEnd(credentials, sessionId),
      auditEntry(actor, { action, subject: { kind: "session", id: sessionId }, userId }),
    ]);
    if (outcome.committed || failedItem(outcome, sessionItem, "session") !== undefined) return;
    // One's own that has gone is what was wanted.
    if (outcome.failed.has("session") && sessionId === actor.sessionId) return;
    if (outcome.failed.has("session")) throw factorErrors.session_not_found();
  }
  throw kernelErrors.unavailable();
}

/** Ends a session's access tokens: by its name while the list has room, else all of the person's. Rule: "ended". */
function accessEnd({ userId, epoch, endedSessions }: Credentials, sessionId: string) {
  const ended = withEnded(endedSessions, sessionId);
  const asSeen = endedSessions === undefined ? missing("endedSessions") : equals("endedSessions", endedSessions);
  const common = { rule: "ended", when: [equals("epoch", epoch), asSeen] };
  return ended === undefined
    ? update(credentialsItem, { userId }, { ...common, add: { epoch: 1 } })
    : update(credentialsItem, { userId }, { ...common, set: { endedSessions: ended } });
}
