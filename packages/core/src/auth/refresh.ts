import { above, equals, failedItem, transact, update, write } from "@cowry/table";
import { auditEntry } from "../audit/index.ts";
import { type Anyone, type Customer, now } from "../kernel/index.ts";
import { checkPlatform, platformOf } from "./access.ts";
import { errors } from "./errors.ts";
import { REFRESH_GRACE_MS, SESSION_IDLE_MS } from "./model.ts";
import { readRefreshToken, type RefreshClaims } from "./refresh-token.ts";
import { issueTokens, type Tokens } from "./session.ts";
import { endSession } from "./sessions.ts";
import { type Session, sessionItem } from "./session-store.ts";
import { type Credentials, credentialsItem, findCredentials } from "./store.ts";

/**
 * The token may be used up while the other request to the table still waits. Whoever is then told to ask again must be
 * in time for the grace, or is taken for a thief.
 */
const PATIENCE = { budgetMs: REFRESH_GRACE_MS / 4 } as const;

/**
 * Gives new tokens for a refresh token, which is then used up. A client whose answer was lost may ask again for ten
 * seconds and gets the same successor; any other second use means that two hold the token: the session ends, and
 * access tokens made in it are worth nothing where money moves.
 */
export async function refreshSession(actor: Anyone, token: string): Promise<Tokens> {
  const claims = readRefreshToken(token);
  if (claims === undefined) throw errors.refresh_invalid();
  const [rotated, credentials] = await Promise.all([rotate(claims), findCredentials(claims.userId, PATIENCE)]);
  const { session } = rotated;
  if (session === undefined || credentials === undefined) throw errors.refresh_invalid();
  if (credentials.status !== "active") throw errors.account_blocked();
  checkPlatform(credentials, platformOf(session));
  if (session.sessionEpoch !== credentials.sessionEpoch) throw errors.refresh_invalid();
  if (!rotated.done && !isLostAnswer(session, claims, actor)) throw await refusal(session, claims, credentials, actor);
  return issueTokens(session, credentials);
}

/** One conditional write: the next generation, if the token is of the live one. Else the session as it stands. */
async function rotate({ userId, sessionId, generation }: RefreshClaims) {
  const atMs = now();
  const { done, item } = await write(
    update(
      sessionItem,
      { userId, sessionId },
      {
        rule: "generation",
        when: [
          equals("generation", generation),
          equals("status", "active"),
          above("idleEndsAtMs", atMs),
          above("endsAtMs", atMs),
        ],
        set: { generation: generation + 1, rotatedAtMs: atMs, idleEndsAtMs: atMs + SESSION_IDLE_MS },
      },
    ),
    { returns: "new", ...PATIENCE },
  );
  return { done, session: item };
}

/** The token was the live one a moment ago, and the same device asks again. */
function isLostAnswer(session: Session, { generation }: RefreshClaims, { origin }: Anyone): boolean {
  return (
    session.status === "active" &&
    session.generation === generation + 1 &&
    now() - session.rotatedAtMs <= REFRESH_GRACE_MS &&
    session.deviceId === origin.deviceId
  );
}

/**
 * Ends the session of a token that was used twice, then the access tokens made in it. Two writes: whoever comes by with
 * any token of an ended session does the second one, if the first request did not get to it.
 */
async function refusal(
  session: Session,
  { generation }: RefreshClaims,
  credentials: Credentials,
  { origin }: Anyone,
): Promise<Error> {
  const { userId, sessionId } = session;
  if (session.reusedInEpoch !== undefined) await endAccess(userId, session.reusedInEpoch);
  if (session.status !== "active" || session.generation <= generation) return errors.refresh_invalid();
  const { epoch } = credentials;
  const outcome = await transact([
    update(
      sessionItem,
      { userId, sessionId },
      { rule: "active", when: [equals("status", "active")], set: { status: "revoked", reusedInEpoch: epoch } },
    ),
    // The notice to the person follows from this.
    auditEntry(
      { kind: "anyone", origin },
      { action: "auth.refresh_reused", subject: { kind: "session", id: sessionId }, userId },
    ),
  ]);
  const ended = failedItem(outcome, sessionItem, "active")?.reusedInEpoch;
  // Not committed: ended by another request, or by this one with its answer lost.
  if (outcome.committed || ended !== undefined) await endAccess(userId, ended ?? epoch);
  return errors.refresh_reused();
}

/** Once per reuse, however often it is asked for. */
async function endAccess(userId: string, epoch: number): Promise<void> {
  const raise = { rule: "epoch", when: [equals("epoch", epoch)], set: { epoch: epoch + 1 } };
  await write(update(credentialsItem, { userId }, raise));
}

/** Ends the caller's session, or all of the person's sessions. Access tokens end where money moves only with all. */
export async function logOut(actor: Customer, everywhere: boolean): Promise<void> {
  return everywhere ? logOutEverywhere(actor) : endSession(actor, actor.sessionId);
}

/** Ends all of the actor's sessions, and all access tokens where money moves. Asks for FIELD_KEYS. */
export async function logOutEverywhere(actor: Customer): Promise<void> {
  const { userId, epoch } = actor;
  const outcome = await transact([
    update(
      credentialsItem,
      { userId },
      { rule: "epoch", when: [equals("epoch", epoch)], add: { epoch: 1, sessionEpoch: 1 } },
    ),
    auditEntry(actor, { action: "auth.signed_out_everywhere", subject: { kind: "user", id: userId }, userId }),
  ]);
  // The entry in the way is our own: it was committed, and only the answer got lost.
  if (!outcome.committed && !outcome.failed.has("audit")) throw errors.session_revoked();
}
