import { AuditEntry, auditEntryView, toTrailFilter, TrailQuery } from "@cowry/core/audit";
import { pageOf } from "@cowry/core/kernel";
import { readTrailOf } from "@cowry/core/staff";
import { errors as users } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/audit",
    aliases: ["GET /api/v1/reports/user-audit-trail"],
    summary: "The audit trail of a person, newest first",
    description: "With `action` a page may be short, and `next_cursor` alone says whether more follows.",
    caller: "staff",
    permission: "audit.read",
    query: TrailQuery,
    example: {
      query: { user_id: "0192d7a0-0000-7000-8000-000000000000", limit: "20" },
      needs: "a person with this id",
    },
    returns: { 200: pageOf(AuditEntry) },
    refuses: [users.user_not_found],
    uses: { table: "read", secrets: ["CURSOR_KEYS", "FIELD_KEYS"] },
  },
  async ({ actor, query }) => {
    const { items, nextCursor } = await readTrailOf(actor, query.user_id, toTrailFilter(query), query);
    return { items: items.map(auditEntryView), next_cursor: nextCursor };
  },
);
