import * as z from "zod/mini";
import { CurrencyCode, defineErrors, NotNegativeAmount } from "../kernel/index.ts";

/** How corrections say no. */
export const errors = defineErrors("corrections", {
  original_not_found: {
    kind: "not_found",
    says: "There is no such transaction.",
  },
  not_reversible: {
    kind: "refused",
    says: "Only a completed transaction between two wallets can be refunded or reversed.",
    remedy: "Use an adjustment; money outside is refunded through its provider.",
  },
  original_currency_mismatch: {
    kind: "refused",
    says: "The transaction is in another currency.",
  },
  exceeds_original: {
    kind: "refused",
    says: "All refunds of a transaction together cannot be more than its amount.",
    remedy: "Refund at most what is left.",
    details: z.strictObject({ left: NotNegativeAmount, currency: CurrencyCode }),
  },
  payee_cannot_pay: {
    kind: "refused",
    says: "The payee has too little for this refund.",
    remedy: "Propose a reversal: what is missing is then owed to us.",
  },
  adjustment_overdraws: {
    kind: "refused",
    says: "The wallet holds less than that.",
  },
  wallet_not_adjustable: {
    kind: "refused",
    says: "There is no such wallet, or it is closed.",
  },
});
