import { getItem } from "@cowry/table";
import { present } from "../kernel/index.ts";
import { journal } from "../wallet/index.ts";
import type { Messengers } from "./ports.ts";
import { tell } from "./send.ts";
import { newsFor } from "./transaction-news.ts";

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
  const occasion = `transaction:${transactionId}:${status}`;
  for (const userId of parties) {
    const news = newsFor(stored, userId, { status, atMs });
    if (news === undefined) continue;
    await tell({ ...news, userId, topic: "transactions", occasion, transactionId, atMs }, messengers);
  }
}
