import { PayoutParams, ProgressShown, progressView, readProgress } from "@cowry/core/payouts";
import { errors } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/withdraw/{id}",
    summary: "What is happening to a payout, and by when it is known",
    caller: "customer",
    params: PayoutParams,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      needs: "a payout of the caller with this id",
    },
    returns: { 200: ProgressShown },
    refuses: [errors.transaction_not_found],
    uses: { table: "read" },
  },
  async ({ actor, params }) => progressView(await readProgress(actor, params.id)),
);
