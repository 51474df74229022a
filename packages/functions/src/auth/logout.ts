import { errors, LogoutBody, logOut } from "@cowry/core/auth";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/auth/logout",
    aliases: ["POST /api/auth/logout"],
    summary: "End this session, or all of them",
    description:
      "The session's refresh token is worth nothing from now on, nor are its access tokens where money moves. With `everywhere` all sessions end, and all access " +
      "tokens at once where money moves.",
    caller: "customer",
    endsSession: true,
    body: LogoutBody,
    example: { body: { everywhere: false }, needs: "a caller" },
    returns: { 204: nothing },
    refuses: [errors.session_revoked],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, body }) => logOut(actor, body.everywhere),
);
