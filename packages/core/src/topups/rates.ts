import type { Claim, Limit } from "../auth/index.ts";
import { HOUR, MINUTE, SECOND } from "../kernel/index.ts";

/** How often one person may have us ask the payment provider, as data: each question costs us one of ours. */

/** How `admit` of auth is handed in. */
export type Admit = (claims: readonly Claim[]) => Promise<void>;

export const RATES = {
  /** A checkout page that is new, or that the provider is asked for once more. */
  page: { name: "topup-page", burst: 30, everyMs: MINUTE },
  /** An app that comes back from the checkout page asks a few times, and then waits. */
  verify: { name: "topup-verify", burst: 20, everyMs: 10 * SECOND },
  /** Orders, not cards: whoever found a phone and its PIN does not try a card's limit out. */
  card: { name: "card-topup", burst: 10, everyMs: 6 * MINUTE },
  /** Of an account number of one's own, until there is one. */
  account: { name: "virtual-account-open", burst: 5, everyMs: 10 * MINUTE },
  /** An owner who waits for money asks a few times. */
  look: { name: "virtual-account-look", burst: 5, everyMs: MINUTE },
  /** Each attempt shows somebody's BVN to a bank. */
  identification: { name: "identification", burst: 3, everyMs: 8 * HOUR },
} as const satisfies Readonly<Record<string, Limit>>;

/** Throws `rate_limited`. */
export function admitAs(rate: keyof typeof RATES, admit: Admit, userId: string): Promise<void> {
  return admit([{ limit: RATES[rate], key: userId, isId: true }]);
}
