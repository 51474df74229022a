import * as z from "zod/mini";
import { BalanceMinor, CurrencyCode, defineErrors } from "../kernel/index.ts";

/** How refunds say no. */
export const errors = defineErrors("refunds", {
  topup_not_found: {
    kind: "not_found",
    says: "There is no such top-up.",
  },
  refund_not_found: {
    kind: "not_found",
    says: "There is no such refund.",
    remedy: "Take an id from GET /admin/refunds.",
  },
  topup_not_refundable: {
    kind: "refused",
    says: "Only a top-up that was credited to a wallet can be sent back.",
    remedy: "Money that waits in suspense is booked by an adjustment first.",
  },
  refund_exceeds_topup: {
    kind: "refused",
    says: "All refunds of a top-up together cannot be more than it.",
    remedy: "Refund at most what is left.",
    details: z.strictObject({ left: BalanceMinor, currency: CurrencyCode }),
  },
  refund_not_covered: {
    kind: "refused",
    says: "The wallet holds less than that, or is closed.",
    remedy: "Only what the customer still has can be sent back to where it came from.",
  },
  refund_ended: {
    kind: "conflict",
    says: "This refund has ended.",
    remedy: "Read it again to see what became of it.",
  },
  refund_not_paid: {
    kind: "refused",
    says: "The provider does not say that this refund has reached whoever paid.",
    remedy: "Wait for its word. Only what it has lost may be settled by two people.",
  },
  refund_accepted: {
    kind: "refused",
    says: "The provider has this refund, or may have it: its money is not given back.",
    remedy: "Wait until it has failed, or has been without a trace of three orders.",
  },
  refund_needs_nothing: {
    kind: "refused",
    says: "The provider does not wait for an account for this refund.",
    remedy: "Only a refund that needs attention is sent elsewhere.",
  },
  refund_account_unknown: {
    kind: "refused",
    says: "The customer has saved no bank account under this id.",
    remedy: "Ask the customer to save the account as a beneficiary.",
  },
  refund_not_flagged: {
    kind: "refused",
    says: "Nothing is flagged on this refund, or it has not ended.",
  },
});
