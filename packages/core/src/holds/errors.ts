import * as z from "zod/mini";
import { Amount, CurrencyCode, defineErrors } from "../kernel/index.ts";

/** How holds say no. */
export const errors = defineErrors("holds", {
  hold_not_found: {
    kind: "not_found",
    says: "There is no such hold for you.",
    remedy: "Take an id from GET /wallet/holds.",
  },
  hold_ended: {
    kind: "conflict",
    says: "This hold has been captured or released already.",
    remedy: "Read it again to see what became of it.",
  },
  hold_expired: {
    kind: "conflict",
    says: "This hold has expired: the money is the payer's again.",
    remedy: "Ask the payer for another one.",
  },
  capture_exceeds_hold: {
    kind: "refused",
    says: "This is more than is left of the hold.",
    remedy: "Capture at most what is left.",
    details: z.strictObject({ left: Amount, currency: CurrencyCode }),
  },
  hold_currency_mismatch: {
    kind: "refused",
    says: "This hold is in another currency.",
    remedy: "Name the currency of the hold.",
  },
  hold_not_capturable: {
    kind: "locked",
    says: "The payer's wallet may not be debited at the moment.",
    remedy: "Try again later; contact support if it stays so.",
  },
  hold_needs_review: {
    kind: "refused",
    says: "Compliance decides on such an order before money moves, and so it cannot be promised.",
    remedy: "Send it as a transfer: it is held until there is a decision.",
  },
  hold_not_releasable: {
    kind: "refused",
    says: "A payer may take back only holds that are older than a day.",
    remedy: "Ask the payee to release it, or wait.",
  },
});
