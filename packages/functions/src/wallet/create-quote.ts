import { errors, quoteFee, QuoteRequest, QuoteShown } from "@cowry/core/wallet";
import { endpoint, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/wallet/quotes",
    summary: "What an order would cost",
    description:
      "`quote` goes with the order: until it expires, the fee is the one that was quoted. Nothing is stored.",
    caller: "customer",
    body: QuoteRequest,
    example: { body: { kind: "transfer", amount: 120_000, currency: "NGN" }, needs: "a caller" },
    returns: { 201: QuoteShown },
    refuses: [errors.amount_out_of_range, errors.asset_inactive, errors.fee_exceeds_amount],
    uses: { table: "read", secrets: ["CURSOR_KEYS"] },
  },
  async ({ actor, body }) => reply(201, await quoteFee(actor, body)),
);
