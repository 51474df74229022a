import { errors, Head, HeadParams, readHead } from "@cowry/core/receipts";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/receipts/heads/{day}/{wallet}",
    summary: "One wallet's published head, and the path from it to the day's root",
    description: "`wallet` is the name that stands in the wallet's receipts; it does not tell whose it is.",
    caller: "anyone",
    params: HeadParams,
    example: {
      params: { day: "2026-11-21", wallet: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" },
      needs: "a day that has been published, and a wallet that moved before",
    },
    returns: { 200: Head },
    refuses: [errors.heads_not_published],
    uses: { table: "read" },
  },
  ({ params }) => readHead(params.day, params.wallet),
);
