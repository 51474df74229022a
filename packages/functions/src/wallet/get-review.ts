import { errors, loadReviewed, ReviewParams, ReviewShown, reviewView } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/reviews/{id}",
    summary: "A transfer that compliance looks at, or has decided on",
    caller: "staff",
    permission: "reviews.read",
    params: ReviewParams,
    example: {
      params: { id: "0192d7a0-0000-8000-8000-000000000000" },
      needs: "a held or flagged transfer with this id",
    },
    returns: { 200: ReviewShown },
    refuses: [errors.review_not_found],
    uses: { table: "read" },
  },
  async ({ params }) => reviewView(await loadReviewed(params.id)),
);
