import { approveTransfer, errors, TransferApproved } from "@cowry/core/payouts";
import { parseApproval } from "@cowry/gateways/paystack";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/withdraw/approval",
    summary: "Tell the payment provider whether a transfer is one of ours",
    description:
      "The approval address for Paystack's dashboard: asked before each transfer, 200 lets it go, 400 rejects it. The " +
      "question is not signed, and not believed: it is compared with the payout that was written down before it was sent.",
    caller: "anyone",
    raw: true,
    example: {
      body: { reference: "cw-0190c0de00007000800000000000000a", amount: 150_000, recipient: "RCP_2x5j67tnnw1t98k" },
      needs: "a payout that is being sent under this reference",
    },
    returns: { 200: TransferApproved },
    refuses: [errors.transfer_not_ordered],
    uses: { table: "read" },
  },
  async ({ request: { rawBody } }) => {
    await approveTransfer(parseApproval(rawBody));
    return { approved: true as const };
  },
);
