import { errors, loadProfile, profileView, ProfileView } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/users/me",
    aliases: ["GET /api/v1/user", "GET /user"],
    summary: "The caller's whole profile, with its version",
    caller: "customer",
    scope: "profile:read",
    example: { needs: "a caller" },
    returns: { 200: ProfileView },
    refuses: [errors.user_not_found],
    uses: { table: "read", secrets: ["FIELD_KEYS"] },
  },
  ({ actor }) => loadProfile(actor.userId).then(profileView),
);
