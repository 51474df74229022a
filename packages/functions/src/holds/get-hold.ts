import { errors, Hold, HoldParams, holdView, readHold } from "@cowry/core/holds";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/holds/{id}",
    summary: "One hold, for its payer or payee",
    caller: "customer",
    scope: "holds:capture",
    params: HoldParams,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      needs: "a hold with this id to which the caller is a party",
    },
    returns: { 200: Hold },
    refuses: [errors.hold_not_found],
    uses: { table: "read" },
  },
  async ({ actor, params }) => holdView(await readHold(actor, params.id), actor.userId),
);
