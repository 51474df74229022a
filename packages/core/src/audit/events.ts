import { decode, type RawItem, typeOf } from "@cowry/table";
import type { DomainEvent } from "../kernel/index.ts";
import type { Subject } from "./model.ts";
import { auditItem } from "./store.ts";

/** Something sensitive happened. What exactly is read from the entry: `loadEntry`. */
export type AuditRecorded = DomainEvent<
  "audit.recorded",
  {
    readonly auditId: string;
    readonly userId: string;
    readonly action: string;
    readonly actor: string;
    readonly subject: Subject;
  }
>;

/** What a change of the table tells about the trail. Entries only come; nothing else is told. */
export function eventsOf({ before, after }: { before?: RawItem; after?: RawItem }): readonly AuditRecorded[] {
  if (before !== undefined || after === undefined || typeOf(after) !== auditItem.name) return [];
  const { auditId, userId, action, actor, subjectKind, subjectId, atMs } = decode(auditItem, after);
  const subject = { kind: subjectKind, id: subjectId };
  return [{ name: "audit.recorded", version: 1, id: auditId, atMs, data: { auditId, userId, action, actor, subject } }];
}
