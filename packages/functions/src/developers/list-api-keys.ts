import { ApiKeyList, apiKeyView, listClients } from "@cowry/core/developers";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/developers/keys",
    summary: "The caller's API keys, without their secrets",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: ApiKeyList },
    refuses: [],
    uses: { table: "read" },
  },
  async ({ actor }) => ({ items: (await listClients(actor)).map(apiKeyView) }),
);
