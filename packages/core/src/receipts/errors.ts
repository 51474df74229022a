import { defineErrors } from "../kernel/index.ts";

/** How receipts say no. */
export const errors = defineErrors("receipts", {
  receipt_not_ready: {
    kind: "refused",
    says: "No money has moved for this transaction.",
    remedy: "Ask again when the transaction is completed.",
  },
  heads_not_published: {
    kind: "not_found",
    says: "Nothing was published for this day or wallet.",
    remedy: "Heads are published once a day, of the wallets that moved since the time before.",
  },
});
