import { keyRing } from "@cowry/core/kernel";
import { IdentificationShown, readIdentification } from "@cowry/core/topups";
import { modeOf } from "@cowry/gateways/paystack";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/virtual-account/identification",
    summary: "How far the caller's identification with the payment provider is",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: IdentificationShown },
    refuses: [],
    uses: { table: "read", secrets: ["PAYSTACK_KEYS"] },
  },
  ({ actor }) => readIdentification(actor, modeOf(keyRing("PAYSTACK_KEYS"))),
);
