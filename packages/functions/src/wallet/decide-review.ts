import { decideOnTransfer, errors, ReviewDecision, ReviewParams, ReviewShown, reviewView } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/admin/reviews/{id}/decide",
    summary: "Decide on a held or flagged transfer",
    description:
      "A held one is posted, and the money goes on, or voided, and it is the payer's again. A flagged one is cleared, or " +
      "called suspicious. Once: the same decision again answers as it did.",
    caller: "staff",
    permission: "reviews.decide",
    params: ReviewParams,
    body: ReviewDecision,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      body: { decision: "post", reason: "Rent, the contract was shown" },
      needs: "a held transfer with this id, to which the caller is no party",
    },
    returns: { 200: ReviewShown },
    refuses: [
      errors.recipient_blocked,
      errors.recipient_closed,
      errors.recipient_limit_exceeded,
      errors.review_decided,
      errors.review_not_found,
    ],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
    timeoutSeconds: 20,
  },
  async ({ actor, params, body }) => reviewView(await decideOnTransfer(actor, params.id, body)),
);
