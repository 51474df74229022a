import { type Currency, formatMoney, readAmount } from "../kernel/index.ts";
import { type Journal, loadTransaction, type Transaction, transactionView } from "../wallet/index.ts";
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
    const stored = await loadTransaction({ userId }, transactionId);
    const seen = transactionView(stored, userId);
    const kind = kindOf(stored, seen.type, status);
    const text = kind === undefined ? undefined : TRANSACTION_TEXTS[kind];
    if (kind === undefined || text === undefined) continue;
    const occasion = `transaction:${transactionId}:${status}`;
    const told = { userId, kind, topic: "transactions", occasion, transactionId, atMs } as const;
    await tell({ ...told, ...fill(text, valuesOf(seen)) }, messengers);
  }
}

/**
 * What kind of news a status is to somebody; undefined where it is none. Each part of a hold that was captured in parts
 * has been told by itself: at the end only what is left of it is news.
 */
export function kindOf(
  { kind, amount, captured = 0n, legs }: Pick<Journal, "kind" | "amount" | "captured" | "legs">,
  type: Transaction["type"],
  status: string,
): string | undefined {
  const isInParts = kind === "hold" && status === "completed" && legs === undefined;
  if (!isInParts) return `${kind}.${type}.${status}`;
  return captured < amount ? `${kind}.${type}.ended` : undefined;
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
