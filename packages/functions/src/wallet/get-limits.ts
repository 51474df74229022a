import { errors, LimitsShown, readLimits, WalletQuery } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/limits",
    summary: "What the caller may still send",
    description:
      "Each cap, how much of it is used, what is left, and when it starts anew. Days and months are those of the home " +
      "zone. For a day after the PIN was reset by a code, amounts are capped at a fifth of this.",
    caller: "customer",
    query: WalletQuery,
    example: { query: { currency: "NGN" }, needs: "a caller" },
    returns: { 200: LimitsShown },
    refuses: [errors.wallet_not_found],
    uses: { table: "read" },
  },
  ({ actor, query }) => readLimits(actor, query.currency),
);
