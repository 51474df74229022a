import { errors, logOutEverywhere } from "@cowry/core/auth";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "DELETE /api/v1/auth/sessions",
    summary: "End all of the caller's sessions, this one included",
    description:
      "The same as logout with `everywhere`: all refresh tokens and, where money moves, all access tokens end.",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 204: nothing },
    refuses: [errors.session_revoked],
    endsSession: true,
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor }) => logOutEverywhere(actor),
);
