import { FactorsView, factorsView, loadOverview } from "@cowry/core/mfa";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/auth/mfa",
    aliases: ["GET /api/v1/2fa"],
    summary: "Which second factors the caller has set up",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: FactorsView },
    refuses: [],
    uses: { table: "read" },
  },
  ({ actor }) => loadOverview(actor).then(factorsView),
);
