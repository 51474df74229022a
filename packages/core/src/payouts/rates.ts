import type { Claim, Limit } from "../auth/index.ts";
import { MINUTE } from "../kernel/index.ts";

/** How often one person may ask whose an account is, as data. The claims take no secret: a person's id stands as it is. */

/** How `admit` of auth is handed in. */
export type Admit = (claims: readonly Claim[]) => Promise<void>;

export const RATES = {
  /**
   * Whose a bank account is: each time the provider is asked, which counts how often we ask it, and a name is told. Enough
   * for whoever pays many people; too slow for going through account numbers. The doors that save an account share it.
   */
  bank: { name: "bank-enquiry", burst: 20, everyMs: 2 * MINUTE },
} as const satisfies Readonly<Record<string, Limit>>;

export function admitBankEnquiry(admit: Admit, userId: string): Promise<void> {
  return admit([{ limit: RATES.bank, key: userId, isId: true }]);
}
