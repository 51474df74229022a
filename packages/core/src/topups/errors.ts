import * as z from "zod/mini";
import { BalanceMinor, CurrencyCode, defineErrors, Time } from "../kernel/index.ts";

/** How top-ups say no. */
export const errors = defineErrors("topups", {
  topup_amount_out_of_range: {
    kind: "refused",
    says: "This amount is too small or too large for a top-up.",
    details: z.strictObject({ currency: CurrencyCode, min: BalanceMinor, max: BalanceMinor }),
  },
  topup_ended: {
    kind: "conflict",
    says: "This top-up has ended before its page could be opened.",
    remedy: "Begin a new one, with another key.",
  },
  callback_not_allowed: {
    kind: "refused",
    says: "We do not send people to this callback address.",
    remedy: "Use an https address of an origin that is registered for this stage, or leave it out.",
  },
  virtual_account_not_found: {
    kind: "not_found",
    says: "You have no account number yet.",
    remedy: "Open one with POST /wallet/virtual-account.",
  },
  virtual_account_refused: {
    kind: "refused",
    says: "The payment provider opens no account for you.",
    remedy: "Say who you are with POST /wallet/virtual-account/identification, or contact support.",
  },
  identification_not_taken: {
    kind: "refused",
    says: "The payment provider does not take these details.",
    remedy: "Check your name and phone number in your profile, then try again.",
  },
  card_not_found: {
    kind: "not_found",
    says: "You have no such saved card.",
    remedy: "Take an id from GET /wallet/cards; one is saved by a top-up with `save_card`.",
  },
  card_expired: {
    kind: "refused",
    says: "This card has expired.",
    remedy: "Remove it, and pay with the new one on a checkout page.",
  },
  card_new: {
    kind: "refused",
    says: "This card was saved lately: for some days it is charged only a small amount in all.",
    remedy: "Charge less, or pay with it on a checkout page.",
    details: z.strictObject({ currency: CurrencyCode, max: BalanceMinor, left: BalanceMinor, until: Time }),
  },
  card_outdated: {
    kind: "refused",
    says: "This card has to be saved again before it can be charged.",
    remedy: "Pay with it once more on a checkout page, with `save_card`.",
  },
  payment_refused: {
    kind: "refused",
    says: "The payment provider does not take this payment.",
    remedy: "Try another payment method.",
  },
});
