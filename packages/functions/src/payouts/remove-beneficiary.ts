import { BeneficiaryParams, errors, removeBeneficiary } from "@cowry/core/payouts";
import { endpoint, nothing } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "DELETE /api/v1/wallet/beneficiaries/{id}",
    aliases: ["DELETE /api/v1/users/me/payout-accounts/{id}"],
    summary: "Forget a beneficiary",
    description: "Payouts that are on their way to it go on. Where it was the chosen account, none is chosen any more.",
    caller: "customer",
    params: BeneficiaryParams,
    example: {
      params: { id: "0190c0de-0000-8000-8000-000000000001" },
      needs: "a beneficiary of the caller with this id",
    },
    returns: { 204: nothing },
    refuses: [errors.beneficiary_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params }) => removeBeneficiary(actor, params.id),
);
