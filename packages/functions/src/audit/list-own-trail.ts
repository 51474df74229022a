import { OwnEntry, ownEntryView, OwnTrailQuery, readOwnTrail, toTrailFilter } from "@cowry/core/audit";
import { pageOf } from "@cowry/core/kernel";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/audit/me",
    summary: "What happened to the caller's account, newest first",
    description:
      "Staff stay nameless. With `action` a page may be short, and `next_cursor` alone says whether more follows.",
    caller: "customer",
    query: OwnTrailQuery,
    example: { query: { limit: "20" }, needs: "a caller" },
    returns: { 200: pageOf(OwnEntry) },
    refuses: [],
    uses: { table: "read", secrets: ["CURSOR_KEYS", "FIELD_KEYS"] },
  },
  async ({ actor, query }) => {
    const { items, nextCursor } = await readOwnTrail(actor, toTrailFilter(query), query);
    return { items: items.map(ownEntryView), next_cursor: nextCursor };
  },
);
