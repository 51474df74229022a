import { keyRing } from "@cowry/core/kernel";
import { errors, loadVirtualAccount, VirtualAccountShown, virtualAccountView } from "@cowry/core/topups";
import { modeOf } from "@cowry/gateways/paystack";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/virtual-account",
    summary: "The caller's own account number",
    caller: "customer",
    example: { needs: "a caller who has opened one" },
    returns: { 200: VirtualAccountShown },
    refuses: [errors.virtual_account_not_found],
    uses: { table: "read", secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
  },
  async ({ actor }) => virtualAccountView(await loadVirtualAccount(actor, modeOf(keyRing("PAYSTACK_KEYS")))),
);
