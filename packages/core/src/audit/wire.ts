import * as z from "zod/mini";
import { Id, isoTime, PageQuery, Time } from "../kernel/index.ts";
import { ACTION, type Entry, type MaskedValues, type TrailFilter } from "./model.ts";

const Action = z.string().check(z.maxLength(65), z.regex(ACTION));
const Line = z.string().check(z.maxLength(256));
const ActorKind = z.enum(["anyone", "newcomer", "customer", "staff", "api_client", "system", "provider"]);
const Value = z.union([
  z.string().check(z.maxLength(128)),
  z.int(),
  z.boolean(),
  z.null(),
  z.array(z.string().check(z.maxLength(128))).check(z.maxLength(64)),
]);
const Values = z.nullable(z.record(z.string().check(z.maxLength(64)), Value));

export const OwnTrailQuery = z.strictObject({ ...PageQuery, action: z.optional(Action) });
export const TrailQuery = z.strictObject({ ...PageQuery, user_id: Id, action: z.optional(Action) });

export function toTrailFilter({ action }: { readonly action?: string | undefined }): TrailFilter {
  return { action };
}

const shared = {
  id: Id,
  action: Action,
  subject: z.strictObject({ kind: z.string().check(z.maxLength(32)), id: z.string().check(z.maxLength(128)) }),
  before: Values,
  after: Values,
  at: Time,
};

/** An entry, as the person whom it concerns may see it: staff stay nameless, and where others were is not told. */
export const OwnEntry = z.strictObject({
  ...shared,
  actor: z.strictObject({ kind: ActorKind }),
  ip: z.nullable(Line),
  device_id: z.nullable(Line),
});

/** An entry, whole. */
export const AuditEntry = z.strictObject({
  ...shared,
  user_id: Id,
  actor: z.strictObject({ kind: ActorKind, id: z.nullable(z.string().check(z.maxLength(64))) }),
  reason: z.nullable(Line),
  ip: Line,
  device_id: z.nullable(Line),
  user_agent: z.nullable(Line),
  request_id: z.string().check(z.maxLength(64)),
});

function sharedView({ auditId, action, subject, before, after, atMs }: Entry) {
  return {
    id: auditId,
    action,
    subject: { ...subject },
    before: valuesView(before),
    after: valuesView(after),
    at: isoTime(atMs),
  };
}

function valuesView(values: MaskedValues | undefined): z.output<typeof Values> {
  return values === undefined ? null : ({ ...values } as z.output<typeof Values>);
}

function actorView(actor: string) {
  const [kind = "", ...id] = actor.split(":");
  return { kind: kind as z.output<typeof ActorKind>, id: id.length === 0 ? null : id.join(":") };
}

export function ownEntryView(entry: Entry): z.output<typeof OwnEntry> {
  const { kind, id } = actorView(entry.actor);
  const own = kind === "anyone" || kind === "newcomer" || id === entry.userId;
  return {
    ...sharedView(entry),
    actor: { kind },
    ip: own ? entry.ip : null,
    device_id: own ? (entry.deviceId ?? null) : null,
  };
}

export function auditEntryView(entry: Entry): z.output<typeof AuditEntry> {
  const { userId, actor, reason = null, ip, deviceId = null, userAgent = null, requestId } = entry;
  return {
    ...sharedView(entry),
    user_id: userId,
    actor: actorView(actor),
    reason,
    ip,
    device_id: deviceId,
    user_agent: userAgent,
    request_id: requestId,
  };
}
