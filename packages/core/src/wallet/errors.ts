import * as z from "zod/mini";
import { Amount, CurrencyCode, defineErrors } from "../kernel/index.ts";

/** How the wallet says no. */
export const errors = defineErrors("wallet", {
  wallet_not_found: {
    kind: "not_found",
    says: "You hold no wallet in this currency.",
    remedy: "Ask for one of your own wallets' currencies.",
  },
  recipient_not_found: {
    kind: "not_found",
    says: "Nobody can be paid at this address.",
    remedy: "Check the user id, phone or account number.",
  },
  recipient_unavailable: {
    kind: "refused",
    says: "This recipient cannot receive money at the moment.",
    remedy: "Ask the recipient to contact support.",
  },
  recipient_currency_mismatch: {
    kind: "refused",
    says: "The recipient holds no wallet in this currency.",
    remedy: "Send in a currency that the recipient holds.",
  },
  self_transfer: {
    kind: "refused",
    says: "Money cannot be sent to yourself.",
    remedy: "Choose another recipient.",
  },
  insufficient_funds: {
    kind: "refused",
    says: "Your balance is too low.",
    remedy: "Top up what is missing, or send less.",
    details: z.strictObject({ missing: Amount, currency: CurrencyCode }),
  },
  wallet_frozen: {
    kind: "locked",
    says: "This wallet is frozen: money can arrive, none can leave.",
    remedy: "Contact support.",
  },
  wallet_blocked: {
    kind: "locked",
    says: "This wallet is blocked.",
    remedy: "Contact support.",
  },
  wallet_closed: {
    kind: "locked",
    says: "This wallet is closed.",
    remedy: "Contact support.",
  },
  wallet_not_empty: {
    kind: "refused",
    says: "A wallet is closed only when nothing is in it and nothing on its way.",
    remedy: "Pay out what is left and wait for what is open.",
  },
  transaction_not_found: {
    kind: "not_found",
    says: "You have no such transaction.",
    remedy: "Take the id from the list of your transactions.",
  },
});
