import { admit } from "@cowry/core/auth";
import { keyRing } from "@cowry/core/kernel";
import { errors, openVirtualAccount, VirtualAccountShown, virtualAccountView } from "@cowry/core/topups";
import { errors as wallet } from "@cowry/core/wallet";
import { paystackAccounts } from "@cowry/gateways/paystack";
import { checkoutPolicy, paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/virtual-account",
    summary: "Open an account number of the caller's own",
    description:
      "Whatever is sent to it by bank transfer is credited to the wallet. There is one for each person: asked again it " +
      "is the same. It is closed with the wallet; money that arrives later waits in suspense. 503 with Retry-After: the provider did not answer; send it again.",
    caller: "customer",
    example: { needs: "a caller with a wallet in naira" },
    returns: { 200: VirtualAccountShown },
    refuses: [errors.virtual_account_refused, wallet.wallet_closed, wallet.wallet_not_found],
    rateLimits: ["while there is none: 5 at once and one more every 10 minutes"],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "LOOKUP_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 25,
  },
  async ({ actor }) => {
    const provider = paystackAccounts({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    const means = { provider, emailDomain: checkoutPolicy().payerEmailDomain, admit };
    return virtualAccountView(await openVirtualAccount(actor, means));
  },
);
