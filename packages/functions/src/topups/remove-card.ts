import { keyRing } from "@cowry/core/kernel";
import { CardParams, errors, removeCard } from "@cowry/core/topups";
import { paystackAccounts } from "@cowry/gateways/paystack";
import { paystackUrl } from "@cowry/platform/config";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "DELETE /api/v1/wallet/cards/{id}",
    summary: "Remove a saved card",
    description:
      "It is charged by nothing from this moment on, and the provider forgets it, too: at once, or as soon as it answers.",
    caller: "customer",
    params: CardParams,
    example: {
      params: { id: "0190c0de-0000-8000-8000-000000000001" },
      needs: "a saved card of the caller with this id",
    },
    returns: { 204: nothing },
    refuses: [errors.card_not_found],
    uses: { table: "write", paystack: true, secrets: ["FIELD_KEYS", "PAYSTACK_KEYS"] },
    timeoutSeconds: 20,
  },
  ({ actor, params }) =>
    removeCard(actor, params.id, paystackAccounts({ baseUrl: paystackUrl(), keys: keyRing("PAYSTACK_KEYS") })),
);
