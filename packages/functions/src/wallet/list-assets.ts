import { Assets, listAssets } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/assets",
    summary: "The assets that a wallet can hold",
    description: "Amounts of assets with up to 3 decimals are JSON integers in minor units, others decimal strings.",
    caller: "customer",
    scope: "wallet:read",
    example: { needs: "a caller" },
    returns: { 200: Assets },
    refuses: [],
    uses: { table: "read" },
  },
  () => listAssets(),
);
