import { errors, loadMe, meView, MeView } from "@cowry/core/users";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/auth/me",
    summary: "The caller's own profile",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: MeView },
    refuses: [errors.user_not_found],
    uses: { table: "read", secrets: ["FIELD_KEYS"] },
  },
  ({ actor }) => loadMe(actor).then(meView),
);
