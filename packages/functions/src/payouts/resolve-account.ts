import { admit } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import { enquireAccount, errors, ResolvedAccount, ResolveRequest } from "@cowry/core/payouts";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/resolve-account",
    summary: "Ask a bank whose account this is",
    description: "Counted together with the accounts that the caller saves, which ask a bank as well.",
    caller: "customer",
    body: ResolveRequest,
    example: { body: { account_number: "0123456789", bank_code: "057" }, needs: "a caller" },
    returns: { 200: ResolvedAccount },
    refuses: [errors.account_not_resolved, errors.bank_unknown],
    rateLimits: ["20 at once and one more every 2 minutes"],
    uses: { table: "read", notes: ["rate_limit"], paystack: true, secrets: ["PAYSTACK_KEYS"] },
  },
  async ({ actor, body }) => {
    const directory = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    const account = { accountNumber: body.account_number, bankCode: body.bank_code };
    return { account_name: await enquireAccount(actor, account, directory, admit) };
  },
);
