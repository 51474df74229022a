import { errors, readTrialBalance, TrialBalance } from "@cowry/core/wallet";
import { endpoint } from "@cowry/platform/endpoint";

export const handler = endpoint(
  {
    route: "GET /api/v1/admin/ledger/trial-balance",
    summary: "All accounts with which the last audited day began",
    description:
      "Wallets as the nightly audit counted them, accounts of our own as the stream summed them. Debits are credits, or " +
      "something is wrong.",
    caller: "staff",
    permission: "ledger.audit",
    example: { needs: "staff who audit the ledger, and a night's audit that has come to its end" },
    returns: { 200: TrialBalance },
    refuses: [errors.books_not_counted],
    uses: { table: "read" },
  },
  () => readTrialBalance(),
);
