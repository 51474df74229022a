import { listSessions, SessionList, sessionList } from "@cowry/core/auth";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/auth/sessions",
    summary: "Where the caller is signed in",
    description: "Sessions that live, newest first: from where, with what, and when each was last refreshed.",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: SessionList },
    refuses: [],
    uses: { table: "read", secrets: ["FIELD_KEYS"] },
  },
  ({ actor }) => listSessions(actor).then(sessionList),
);
