/**
 * `npm test` runs the tests of the local cloud in two halves side by side, each with a cloud of its own: the doors of
 * a domain are called by one half only, so that most of them start cold once. These are the domains of one half; what is
 * not named here is in the other.
 */
export const MONEY_DOMAINS = [
  "approvals",
  "bulk",
  "corrections",
  "disputes",
  "holds",
  "payouts",
  "receipts",
  "reconciliation",
  "refunds",
  "statements",
  "topups",
  "wallet",
  "webhooks",
] as const;

export const isMoney = (domain: string): boolean => MONEY_DOMAINS.some((each) => each === domain);
