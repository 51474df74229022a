import { parseTime } from "@cowry/core/kernel";
import { Balance, BalanceQuery, errors, readBalance } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/balance",
    aliases: ["GET /wallet/balance"],
    summary: "The caller's balance",
    description:
      "As it stands: what may be spent, what is promised to payouts in flight, and their sum. With `at`, the sum " +
      "as it was at that time (a time to come means now).",
    caller: "customer",
    scope: "wallet:read",
    query: BalanceQuery,
    example: { query: { currency: "NGN" }, needs: "a caller" },
    returns: { 200: Balance },
    refuses: [errors.wallet_not_found],
    uses: { table: "read", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, query }) => readBalance(actor, query.currency, query.at === undefined ? undefined : parseTime(query.at)),
);
