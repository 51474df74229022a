import { ApiKeyParams, errors, revokeClient } from "@cowry/core/developers";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "DELETE /api/v1/developers/keys/{id}",
    summary: "End an API key at once",
    description: "Access tokens that were bought with it end with it.",
    caller: "customer",
    params: ApiKeyParams,
    example: {
      params: { id: "0192d7a0-0000-7000-8000-000000000000" },
      needs: "an API key of the caller's with this id",
    },
    returns: { 204: nothing },
    refuses: [errors.api_key_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params }) => revokeClient(actor, params.id),
);
