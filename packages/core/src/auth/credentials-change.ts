import { equals, failedItem, type Outcome, transact, update, type Write } from "@cowry/table";
import { type AuditFacts, auditEntry } from "../audit/index.ts";
import type { Actor } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { sessionItem } from "./session-store.ts";
import { type Credentials, credentialsItem } from "./store.ts";

/** Changes of the credentials: each in one transaction with what proved it, what follows it, and its entry in the trail. */

type Values = NonNullable<Parameters<typeof update<typeof credentialsItem>>[2]["set"]>;

export interface CredentialsChange {
  /** As they were when it was decided. */
  readonly seen: Pick<Credentials, "userId" | "epoch" | "sessionEpoch" | "pinVersion">;
  readonly set: Values;
  /** Ends all access tokens and sessions, but for the session with this id, which refreshes. */
  readonly endSessions?: { readonly but: string | undefined };
  readonly audit: Pick<AuditFacts, "action" | "before" | "after">;
  /** A code that is used up, rows of others: with named rules. */
  readonly also?: readonly Write[];
  /** What another rule's failure means, by the outcome; undefined when it is none of its business. */
  readonly refusal?: (outcome: Outcome) => Error | undefined;
}

/** True when our own change went through and only its answer was lost. */
export type IsOurs = (credentials: Credentials, outcome: Outcome) => boolean;

/** Throws unless all of it was written. Rules: "credentials", "session", "audit", and those of `also`. */
export async function changeCredentials(actor: Actor, change: CredentialsChange, isOurs: IsOurs): Promise<void> {
  const { seen, set, endSessions, audit, also = [], refusal } = change;
  const { userId, epoch, sessionEpoch, pinVersion } = seen;
  const ended = { epoch: epoch + 1, sessionEpoch: sessionEpoch + 1 };
  const outcome = await transact([
    ...also,
    update(
      credentialsItem,
      { userId },
      {
        rule: "credentials",
        when: [equals("epoch", epoch), equals("status", "active"), equals("pinVersion", pinVersion)],
        set: endSessions === undefined ? set : { ...set, ...ended },
      },
    ),
    ...(endSessions?.but === undefined ? [] : [keepSession(userId, endSessions.but, sessionEpoch + 1)]),
    auditEntry(actor, { ...audit, userId, subject: { kind: "user", id: userId } }),
  ]);
  if (outcome.committed) return;
  const found = failedItem(outcome, credentialsItem, "credentials");
  if (found !== undefined && isOurs(found, outcome)) return;
  throw refusal?.(outcome) ?? refusalOf(found, seen);
}

/** The session that makes the change goes on: its refresh token gets tokens of the new epoch. */
function keepSession(userId: string, sessionId: string, sessionEpoch: number): Write {
  return update(
    sessionItem,
    { userId, sessionId },
    { rule: "session", when: [equals("status", "active")], set: { sessionEpoch } },
  );
}

function refusalOf(found: Credentials | undefined, { epoch }: CredentialsChange["seen"]): Error {
  if (found?.status === "active" && found.epoch === epoch) return errors.account_changed_meanwhile();
  return found === undefined || found.status === "active" ? errors.session_revoked() : errors.account_blocked();
}
