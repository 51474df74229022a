import { BeneficiaryParams, chooseAccount, errors, PayoutAccountShown, payoutAccountView } from "@cowry/core/payouts";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PUT /api/v1/users/me/payout-accounts/{id}/default",
    summary: "Choose where payouts go when the order names no account",
    caller: "customer",
    params: BeneficiaryParams,
    example: {
      params: { id: "0190c0de-0000-8000-8000-000000000001" },
      body: {},
      needs: "a bank account of the caller's own with this id",
    },
    returns: { 200: PayoutAccountShown },
    refuses: [errors.beneficiary_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  ({ actor, params }) => chooseAccount(actor, params.id).then(payoutAccountView),
);
