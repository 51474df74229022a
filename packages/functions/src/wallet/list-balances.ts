import { Balances, readBalances } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/balances",
    aliases: ["GET /wallet/balances"],
    summary: "All of the caller's wallets as they stand",
    caller: "customer",
    scope: "wallet:read",
    example: { needs: "a caller" },
    returns: { 200: Balances },
    refuses: [],
    uses: { table: "read", secrets: ["FIELD_KEYS"] },
  },
  ({ actor }) => readBalances(actor),
);
