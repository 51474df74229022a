import { keyRing } from "@cowry/core/kernel";
import { closeVirtualAccount, ClosingTold } from "@cowry/core/topups";
import { paystackAccounts } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { event } from "@cowry/platform/event";

export const handler = event(
  {
    summary: "Close a person's account number with their wallet, at the provider, too",
    description: "The same event again finds it closed. What the provider does not hear the sweep tells it.",
    on: ["audit.recorded"],
    where: { action: ["users.account_closed", "wallet.closed"] },
    refuses: [],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 30,
  },
  ({ event: { data } }) => {
    const provider = paystackAccounts({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") });
    return closeVirtualAccount(ClosingTold.parse(data).userId, provider);
  },
);
