import type { Write } from "@cowry/table";
import { type Actor, actorName, assert, newId, now } from "../kernel/index.ts";
import { ACTION, type AuditFacts, clip, fitValues, REASON_BYTES_MAX, USER_AGENT_BYTES_MAX } from "./model.ts";
import { entryWrite } from "./store.ts";

/**
 * One write to append to the transaction that does the thing. Rule: "audit" (it fails only when the whole transaction
 * had been committed before). Asks for FIELD_KEYS.
 */
export function auditEntry(actor: Actor, facts: AuditFacts): Write {
  const { action, subject, userId, before, after, reason } = facts;
  assert(ACTION.test(action), `${action} names a domain and what happened`);
  const { ip, deviceId, userAgent, requestId } = actor.origin;
  return entryWrite({
    auditId: newId(),
    userId,
    action,
    actor: actorName(actor),
    subject,
    before: fitValues(before),
    after: fitValues(after),
    reason: reason === undefined ? undefined : clip(reason, REASON_BYTES_MAX),
    ip,
    deviceId,
    userAgent: userAgent === undefined ? undefined : clip(userAgent, USER_AGENT_BYTES_MAX),
    requestId,
    atMs: now(),
  });
}
