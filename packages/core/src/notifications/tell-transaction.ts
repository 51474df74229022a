import { type Currency, formatMoney, readAmount } from "../kernel/index.ts";
import { loadTransaction, type Transaction, transactionView } from "../wallet/index.ts";
import { fill, TRANSACTION_TEXTS } from "./texts.ts";
import type { Messengers } from "./ports.ts";
import { tell } from "./send.ts";

export interface ChangedTransaction {
  readonly transactionId: string;
  readonly status: string;
  readonly parties: readonly string[];
  /** The event's own time: the same however often it comes. */
  readonly atMs: number;
}

/** Tells everybody who takes part in a transaction what became of it. Asks for FIELD_KEYS. */
export async function tellOfTransaction(
  { transactionId, status, parties, atMs }: ChangedTransaction,
  messengers: Messengers,
): Promise<void> {
  for (const userId of parties) {
    const seen = transactionView(await loadTransaction({ userId }, transactionId), userId);
    const kind = `${seen.kind}.${seen.type}.${status}`;
    const text = TRANSACTION_TEXTS[kind];
    if (text === undefined) continue;
    const occasion = `transaction:${transactionId}:${status}`;
    const told = { userId, kind, topic: "transactions", occasion, transactionId, atMs } as const;
    await tell({ ...told, ...fill(text, valuesOf(seen)) }, messengers);
  }
}

function valuesOf(seen: Transaction) {
  const { currency, counterparty } = seen;
  return {
    amount: money(seen.amount, currency),
    name: counterparty?.name,
    balance: seen.balance_after === null ? undefined : money(seen.balance_after, currency),
  };
}

function money(wire: number | string, currency: Currency): string | undefined {
  const amount = readAmount(wire, currency);
  return amount === undefined ? undefined : formatMoney(amount, currency);
}
