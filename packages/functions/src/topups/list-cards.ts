import { CardList, cardView, listCards } from "@cowry/core/topups";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/wallet/cards",
    summary: "The caller's saved cards, the default one first",
    caller: "customer",
    example: { needs: "a caller" },
    returns: { 200: CardList },
    refuses: [],
    uses: { table: "read" },
  },
  async ({ actor }) => ({ items: (await listCards(actor)).map(cardView) }),
);
