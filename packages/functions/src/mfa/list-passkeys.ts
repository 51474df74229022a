import { listPasskeys, PasskeyList, passkeyList } from "@cowry/core/mfa";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/auth/passkeys",
    summary: "The caller's passkeys",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: PasskeyList },
    refuses: [],
    uses: { table: "read" },
  },
  ({ actor }) => listPasskeys(actor).then(passkeyList),
);
