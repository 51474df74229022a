import { errors, Hold, HoldParams, holdView, releaseHold } from "@cowry/core/holds";
import { endpoint } from "@cowry/platform/endpoint";
import * as z from "zod/mini";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/holds/{id}/release",
    summary: "Give back what is left of a hold",
    description: "The payee at any time; the payer when the hold is older than a day. Repeating it changes nothing.",
    caller: "customer",
    scope: "holds:capture",
    params: HoldParams,
    body: z.strictObject({}),
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      body: {},
      needs: "an open hold with this id whose payee is the caller",
    },
    returns: { 200: Hold },
    refuses: [errors.hold_ended, errors.hold_not_found, errors.hold_not_releasable],
    uses: { table: "write" },
    timeoutSeconds: 20,
  },
  async ({ actor, params }) => holdView(await releaseHold(actor, params.id), actor.userId),
);
