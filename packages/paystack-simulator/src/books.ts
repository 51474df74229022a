import type { MovementRecord } from "./records.ts";

/**
 * The simulator's own double entry. The integration's balance is what Paystack owes it; the other accounts are where
 * money comes from, goes to, and stays on the way. Every movement's legs add up to nothing.
 */
export const BOOK = {
  balance: "balance:NGN",
  cards: "payers:NGN",
  fees: "paystack_fees:NGN",
  inTransit: "in_transit:NGN",
  banks: "beneficiaries:NGN",
  refunds: "refunds_in_transit:NGN",
  owner: "owner_deposits:NGN",
} as const;

/** One row of GET /balance/ledger: what a movement did to the balance. */
export interface BalanceRow {
  readonly movement: MovementRecord;
  readonly difference: number;
  readonly after: number;
}

export class Books {
  readonly #totals = new Map<string, number>();
  readonly #rows: BalanceRow[] = [];

  balance(account: string = BOOK.balance): number {
    return this.#totals.get(account) ?? 0;
  }

  /** Every account that ever moved, with its balance. */
  accounts(): { readonly account: string; readonly balance: number }[] {
    return [...this.#totals]
      .map(([account, balance]) => ({ account, balance }))
      .sort((a, b) => (a.account < b.account ? -1 : 1));
  }

  /** Oldest first. */
  balanceRows(): readonly BalanceRow[] {
    return this.#rows;
  }

  /** What is wrong with the movement; it must not be written then. */
  objection(movement: MovementRecord): string | undefined {
    const amounts = movement.legs.map((leg) => leg.amount);
    if (amounts.length < 2 || !amounts.every(Number.isSafeInteger)) return "a movement has two whole legs at least";
    if (amounts.reduce((sum, amount) => sum + amount, 0) !== 0) return "the legs of a movement add up to nothing";
    const after = this.balance() + difference(movement);
    if (after < 0 && difference(movement) < 0 && movement.overdraws !== true)
      return "the balance is not overdrawn by choice";
    return undefined;
  }

  apply(movement: MovementRecord): void {
    for (const leg of movement.legs) this.#totals.set(leg.account, this.balance(leg.account) + leg.amount);
    const change = difference(movement);
    if (change !== 0) this.#rows.push({ movement, difference: change, after: this.balance() });
  }
}

function difference(movement: MovementRecord): number {
  return movement.legs.reduce((sum, leg) => (leg.account === BOOK.balance ? sum + leg.amount : sum), 0);
}
