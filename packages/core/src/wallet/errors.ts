import * as z from "zod/mini";
import { Amount, CurrencyCode, type DeclaredError, defineErrors, NotNegativeAmount, Time } from "../kernel/index.ts";

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
  recipient_blocked: {
    kind: "refused",
    says: "This recipient may not receive money at the moment.",
    remedy: "Ask the recipient to contact support.",
  },
  recipient_closed: {
    kind: "refused",
    says: "This recipient's wallet is closed.",
    remedy: "Ask the recipient how else they can be paid.",
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
  limit_exceeded: {
    kind: "refused",
    says: "This is above your limit.",
    remedy: "Send less, or wait until the limit starts anew; details name the cap.",
    details: z.strictObject({
      cap: z.enum(["transfer", "minute", "hour", "day", "month", "own_daily"]),
      measure: z.enum(["amount", "count"]),
      limit: NotNegativeAmount,
      left: NotNegativeAmount,
      currency: CurrencyCode,
      resets_at: z.nullable(Time),
    }),
  },
  recipient_limit_exceeded: {
    kind: "refused",
    says: "This recipient cannot receive so much.",
    remedy: "Send less, or ask the recipient to raise their limits.",
  },
  balance_max_exceeded: {
    kind: "refused",
    says: "Your wallet would hold more than it may.",
    remedy: "Spend or pay out first, or raise your limits by identifying yourself.",
    details: z.strictObject({ limit: NotNegativeAmount, currency: CurrencyCode }),
  },
  amount_out_of_range: {
    kind: "refused",
    says: "This amount is outside what one order may be.",
    remedy: "Choose an amount between details.min and details.max.",
    details: z.strictObject({ currency: CurrencyCode, min: NotNegativeAmount, max: NotNegativeAmount }),
  },
  asset_inactive: {
    kind: "refused",
    says: "This asset cannot be used at the moment.",
    remedy: "Take one that the list of assets calls active.",
  },
  fee_exceeds_amount: {
    kind: "refused",
    says: "The fee is as much as the amount.",
    remedy: "Send more than the fee.",
    details: z.strictObject({ fee: NotNegativeAmount, currency: CurrencyCode }),
  },
  quote_invalid: {
    kind: "refused",
    says: "This quote is for another order.",
    remedy: "Ask for a quote for this amount and currency.",
  },
  quote_expired: {
    kind: "refused",
    says: "This quote has expired.",
    remedy: "Ask for a new quote.",
  },
  review_not_found: {
    kind: "not_found",
    says: "No such transfer is to be looked at.",
    remedy: "Take the id from the list of reviews.",
  },
  review_decided: {
    kind: "conflict",
    says: "This transfer has been decided on otherwise.",
    remedy: "Read its review.",
  },
  books_not_counted: {
    kind: "not_found",
    says: "No night's audit of the last week has come to its end.",
    remedy: "Look why the audit does not finish.",
  },
  rebuild_target_used: {
    kind: "conflict",
    says: "This table holds something else than this rebuild.",
    remedy: "Name an empty table.",
  },
  transaction_not_found: {
    kind: "not_found",
    says: "You have no such transaction.",
    remedy: "Take the id from the list of your transactions.",
  },
});

/** Every way in which an order to pay somebody is refused, for its door. */
export const transferRefusals: readonly DeclaredError[] = [
  errors.amount_out_of_range,
  errors.asset_inactive,
  errors.fee_exceeds_amount,
  errors.insufficient_funds,
  errors.limit_exceeded,
  errors.quote_expired,
  errors.quote_invalid,
  errors.recipient_blocked,
  errors.recipient_closed,
  errors.recipient_currency_mismatch,
  errors.recipient_limit_exceeded,
  errors.recipient_not_found,
  errors.self_transfer,
  errors.wallet_blocked,
  errors.wallet_closed,
  errors.wallet_frozen,
  errors.wallet_not_found,
];
