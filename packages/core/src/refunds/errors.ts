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
});
