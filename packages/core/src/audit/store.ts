import {
  absent,
  entity,
  getItem,
  json,
  openCursor,
  optional,
  put,
  queryItems,
  sealCursor,
  sortKey,
  text,
  time,
  type ItemOf,
  type Write,
} from "@cowry/table";
import { currentKey, errors as kernelErrors, liveKeys, seal, subkey, unseal } from "../kernel/index.ts";
import type { Entry, MaskedValues } from "./model.ts";

/**
 * The only file that knows the keys of the trail. Entries are put once: no other write of this item exists, but that
 * its address is sealed again when a key is replaced (`kinds.ts`), which changes nothing of what it says.
 */
export const auditItem = entity("audit", {
  version: 1,
  about: "A sensitive action that happened; never changed, never removed",
  pk: "A#{userId}",
  /** Ids of version 7 sort by time. */
  sk: "E#{auditId}",
  attributes: {
    action: text("ac"),
    actor: text("by"),
    subjectKind: text("k"),
    subjectId: text("id"),
    before: optional(json<MaskedValues>("b")),
    after: optional(json<MaskedValues>("a")),
    reason: optional(text("rs")),
    /** Sealed for `audit:<id>:ip`. */
    ip: text("ip"),
    deviceId: optional(text("dv")),
    userAgent: optional(text("ua")),
    requestId: text("rq"),
    atMs: time("at"),
  },
});
type AuditRow = ItemOf<typeof auditItem>;

/** What the address in an entry is sealed for. */
export const ipContext = (auditId: string) => `audit:${auditId}:ip`;

/** Rule: "audit". Asks for FIELD_KEYS. */
export function entryWrite(entry: Entry): Write {
  const { subject, ip, ...rest } = entry;
  const row: AuditRow = {
    ...rest,
    subjectKind: subject.kind,
    subjectId: subject.id,
    ip: seal(ip, ipContext(entry.auditId)),
  };
  return put(auditItem, row, { rule: "audit", when: [absent()] });
}

function toEntry({ subjectKind, subjectId, ip, before, after, reason, deviceId, userAgent, ...rest }: AuditRow): Entry {
  const subject = { kind: subjectKind, id: subjectId };
  return { ...rest, subject, before, after, reason, deviceId, userAgent, ip: unseal(ip, ipContext(rest.auditId)) };
}

export async function findEntry(userId: string, auditId: string): Promise<Entry | undefined> {
  const row = await getItem(auditItem, { userId, auditId });
  return row === undefined ? undefined : toEntry(row);
}

/** A stretch of a trail, newest first; `last` names the place to go on from. */
export async function queryTrail(
  userId: string,
  { limit, after }: { readonly limit: number; readonly after: string | undefined },
): Promise<{ readonly rows: readonly AuditRow[]; readonly last: string | undefined }> {
  const { items, last } = await queryItems(auditItem, { userId }, { descending: true, limit, after });
  return { rows: items, last };
}

export const entryOf = toEntry;
export const placeOf = ({ auditId }: AuditRow): string => sortKey(auditItem, { auditId });

const CURSOR_PURPOSE = "audit";

export function sealPlace(scope: string, place: string): string {
  return sealCursor(subkey(currentKey("CURSOR_KEYS"), CURSOR_PURPOSE), scope, place);
}

export function openPlace(scope: string, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  for (const key of liveKeys("CURSOR_KEYS")) {
    const place = openCursor(subkey(key, CURSOR_PURPOSE), scope, cursor);
    if (place !== undefined) return place;
  }
  throw kernelErrors.invalid_cursor();
}
