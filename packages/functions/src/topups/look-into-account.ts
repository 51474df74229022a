import { admit } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import { errors, lookIntoAccount, LookShown, lookView } from "@cowry/core/topups";
import { paystack, paystackAccounts } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/virtual-account/requery",
    summary: "Look for money that was sent to the caller's account number and has not shown",
    description:
      "What the provider knows is booked at once. What it does not know its bank is asked for, at most once in ten " +
      "minutes: that arrives by itself, within minutes.",
    caller: "customer",
    example: { needs: "a caller who has opened one" },
    returns: { 200: LookShown },
    refuses: [errors.virtual_account_not_found],
    rateLimits: ["5 at once and one more every minute"],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 25,
  },
  async ({ actor }) => {
    const options = { baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") };
    return lookView(await lookIntoAccount(actor, { ...paystack(options), ...paystackAccounts(options) }, admit));
  },
);
