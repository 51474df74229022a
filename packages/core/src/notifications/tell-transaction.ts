import { getItem } from "@cowry/table";
import { type Currency, CurrencyCode, formatMoney, present, readAmount, showAmount } from "../kernel/index.ts";
import { type Journal, journal, promisedTo, type Transaction, transactionView } from "../wallet/index.ts";
import { moment } from "./moment.ts";
import { fill, TRANSACTION_TEXTS, type Values } from "./texts.ts";
import type { Messengers } from "./ports.ts";
import { tell } from "./send.ts";

export interface ChangedTransaction {
  readonly transactionId: string;
  readonly status: string;
  readonly parties: readonly string[];
  /** The event's own time: the same however often it comes. */
  readonly atMs: number;
}

/** Tells everybody whom a transaction concerns what became of it. Asks for FIELD_KEYS. */
export async function tellOfTransaction(
  { transactionId, status, parties, atMs }: ChangedTransaction,
  messengers: Messengers,
): Promise<void> {
  // A copy that lags may lack the legs yet, and by them it is told what the news is.
  const stored = present(await getItem(journal, { transactionId }), "what has changed is there");
  for (const userId of parties) {
    const seen = seenBy(stored, userId);
    const kind = kindOf(stored, seen.type, status);
    const text = kind === undefined ? undefined : TRANSACTION_TEXTS[kind];
    if (kind === undefined || text === undefined) continue;
    const occasion = `transaction:${transactionId}:${status}`;
    const told = { userId, kind, topic: "transactions", occasion, transactionId, atMs } as const;
    await tell({ ...told, ...fill(text, valuesOf(stored, seen)) }, messengers);
  }
}

/**
 * What kind of news a status is to somebody; undefined where it is none. Each part of a hold that was captured in parts
 * has been told by itself: at the end only what is left of it is news, and not to a payee who gave it back with the last
 * part.
 */
export function kindOf(
  { kind, amount, captured = 0n, legs, metadata }: Pick<Journal, "kind" | "amount" | "captured" | "legs" | "metadata">,
  type: Transaction["type"],
  status: string,
): string | undefined {
  const isInParts = kind === "hold" && status === "completed" && legs === undefined;
  if (!isInParts) return `${kind}.${type}.${status}`;
  const isOwnWill = type === "credit" && metadata?.["end"] === undefined;
  return captured < amount && !isOwnWill ? `${kind}.${type}.ended` : undefined;
}

type Seen = Pick<Transaction, "type" | "amount" | "currency" | "balance_after"> & { readonly name: string | undefined };

/** To the payee of a hold it is a credit that may come: he is no party of a transaction before he has captured it. */
function seenBy(of: Journal, userId: string): Seen {
  if (promisedTo(of) !== userId) {
    const seen = transactionView(of, userId);
    return { ...seen, name: seen.counterparty?.name };
  }
  const currency = CurrencyCode.parse(of.currency);
  return { type: "credit", amount: showAmount(of.amount, currency), currency, balance_after: null, name: of.ownerName };
}

function valuesOf(of: Journal, { amount, currency, name, balance_after: balance }: Seen): Values {
  return {
    name,
    amount: money(amount, currency),
    balance: balance === null ? undefined : money(balance, currency),
    left: formatMoney(of.amount - (of.captured ?? 0n), currency),
    until: of.expiresAtMs === undefined ? undefined : moment(of.expiresAtMs),
  };
}

function money(wire: number | string, currency: Currency): string | undefined {
  const amount = readAmount(wire, currency);
  return amount === undefined ? undefined : formatMoney(amount, currency);
}
