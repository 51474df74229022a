/**
 * The audit trail: who did what to whom, from where, and what it was before.
 *
 * Words. An **entry** tells one sensitive action that happened. It stands in the **trail** of the person whom it concerns
 * (`userId`), whoever acted. The **subject** is the thing that was changed; **before** and **after** are small, masked
 * pictures of it.
 *
 * Invariants. An entry is one write of the transaction that does the thing: neither is there without the other. Nothing
 * here changes or removes an entry; a key that is replaced seals its address again. An entry stays within 1 KB, holds no secret and no personal data in the clear (the
 * address is sealed; whoever gives values masks them: `maskPhone`, `maskEmail`).
 *
 * Not here: money of customers, whose journal is their trail; notices to people, which follow from `audit.recorded`.
 */
export { auditEntry } from "./entry.ts";
export { auditKinds } from "./kinds.ts";
export { type AuditRecorded, eventsOf } from "./events.ts";
export { checkTrailCursor, loadEntry, readOwnTrail, readTrail } from "./trail.ts";
export { maskEmail, maskPhone } from "./mask.ts";
export type { AuditAction, AuditFacts, Entry, MaskedValues, Subject, TrailFilter } from "./model.ts";
export {
  AuditEntry,
  auditEntryView,
  OwnEntry,
  ownEntryView,
  OwnTrailQuery,
  toTrailFilter,
  TrailQuery,
} from "./wire.ts";
