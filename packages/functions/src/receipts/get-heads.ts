import { errors, Heads, HeadsParams, readHeads } from "@cowry/core/receipts";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/receipts/heads/{day}",
    summary: "What was published of all wallets' chains on one day",
    description:
      "One root over the heads of all wallets that moved since the day before, and over that day's root. Signed.",
    caller: "anyone",
    params: HeadsParams,
    example: { params: { day: "2026-11-21" }, needs: "a day that has been published" },
    returns: { 200: Heads },
    refuses: [errors.heads_not_published],
    uses: { table: "read", secrets: ["RECEIPT_KEYS"] },
  },
  ({ params }) => readHeads(params.day),
);
