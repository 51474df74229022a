import { Verdict, verifyReceipt, VerifyRequest } from "@cowry/core/receipts";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "POST /api/v1/receipts/verify",
    summary: "Whether a receipt is ours and stands in the ledger",
    description:
      "Checks the signature, the line that it names, and that the lines behind it lead to what was published of the " +
      "wallet since (`published`). Without us: docs/receipts.md.",
    caller: "anyone",
    body: VerifyRequest,
    example: { body: { receipt: "eyJhbGciOiJFZERTQSJ9.e30.AAAA" } },
    returns: { 200: Verdict },
    refuses: [],
    uses: { table: "read", secrets: ["RECEIPT_KEYS"] },
  },
  ({ body }) => verifyReceipt(body.receipt),
);
