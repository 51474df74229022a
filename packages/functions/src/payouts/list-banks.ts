import { keyRing } from "@cowry/core/kernel";
import { BankList, bankView, listBanks } from "@cowry/core/payouts";
import { paystack } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/banks",
    summary: "The banks that can be paid",
    description: "All of them, by name. The list changes by the month: keep it for a day.",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: BankList },
    refuses: [],
    uses: { paystack: true, secrets: ["PAYSTACK_KEYS"] },
  },
  async () => {
    const banks = await listBanks(paystack({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") }));
    return { items: banks.map(bankView) };
  },
);
