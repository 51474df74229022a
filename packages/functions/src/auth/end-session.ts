import { ById, endSession, factorErrors } from "@cowry/core/auth";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "DELETE /api/v1/auth/sessions/{id}",
    summary: "End one of the caller's sessions",
    description:
      "Its refresh token is worth nothing from now on, and its access tokens nothing where money moves. A session that " +
      "has ended stays ended.",
    caller: "customer",
    params: ById,
    example: { params: { id: "018f6d5c-7a11-7000-8000-0123456789ab" }, needs: "a session of the caller" },
    returns: { 204: nothing },
    refuses: [factorErrors.session_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params }) => endSession(actor, params.id),
);
