import { keyRing } from "@cowry/core/kernel";
import { errors, resolveAccount, ResolvedAccount, ResolveRequest } from "@cowry/core/payouts";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/resolve-account",
    summary: "Ask a bank whose account this is",
    caller: "customer",
    body: ResolveRequest,
    example: { body: { account_number: "0123456789", bank_code: "057" }, needs: "a caller" },
    returns: { 200: ResolvedAccount },
    refuses: [errors.account_not_resolved, errors.bank_unknown],
    uses: { paystack: true, secrets: ["PAYSTACK_KEYS"] },
  },
  async ({ body }) => {
    const directory = paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    const account = { accountNumber: body.account_number, bankCode: body.bank_code };
    return { account_name: await resolveAccount(account, directory) };
  },
);
