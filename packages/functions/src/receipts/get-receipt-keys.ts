import { receiptKeys, ReceiptKeys } from "@cowry/core/receipts";
import { endpoint, reply } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /.well-known/receipt-keys.json",
    summary: "Public keys of the receipts",
    description: "A key stays here for ever: receipts are shown for years.",
    caller: "anyone",
    example: {},
    returns: { 200: ReceiptKeys },
    refuses: [],
    uses: { secrets: ["RECEIPT_KEYS"] },
  },
  () => reply(200, receiptKeys(), { "cache-control": "public, max-age=300" }),
);
