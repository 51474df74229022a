import { CardParams, CardShown, cardView, errors, preferCard } from "@cowry/core/topups";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "PUT /api/v1/wallet/cards/{id}/default",
    summary: "Make a saved card the one that is charged where none is named",
    caller: "customer",
    params: CardParams,
    example: {
      params: { id: "0190c0de-0000-8000-8000-000000000001" },
      needs: "a saved card of the caller with this id",
    },
    returns: { 200: CardShown },
    refuses: [errors.card_not_found],
    uses: { table: "write", secrets: ["FIELD_KEYS"] },
  },
  async ({ actor, params }) => cardView(await preferCard(actor, params.id)),
);
