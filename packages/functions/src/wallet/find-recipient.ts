import { admit } from "@cowry/core/auth";
import { enquireName, errors, RecipientQuery, RecipientShown, toAddress } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/recipients",
    summary: "Who would be paid at an address",
    description: "One of `phone`, `account_number` and `user_id`. The name is masked.",
    caller: "customer",
    query: RecipientQuery,
    example: { query: { phone: "+2348031234567" }, needs: "a caller, and somebody with this phone" },
    returns: { 200: RecipientShown },
    refuses: [
      errors.recipient_blocked,
      errors.recipient_closed,
      errors.recipient_currency_mismatch,
      errors.recipient_not_found,
    ],
    rateLimits: ["20 at once and one more every 2 minutes"],
    uses: { table: "read", notes: ["rate_limit"], secrets: ["LOOKUP_KEYS"] },
  },
  ({ actor, query }) => enquireName(actor, toAddress(query), admit),
);
