import type { DomainEvent } from "../kernel/index.ts";
import type { TransactionKind } from "./model.ts";
import type { Journal } from "./store.ts";

/** Money moved. Read from the journal's own stream record: no second write can be lost. */
export type TransactionPosted = DomainEvent<
  "wallet.transaction_posted",
  { readonly kind: TransactionKind; readonly legs: Journal["legs"] }
>;

/** The event that this image of a journal tells; undefined while no money has moved. */
export function transactionPosted(journal: Journal): TransactionPosted | undefined {
  if (journal.legs === undefined) return undefined;
  return {
    name: "wallet.transaction_posted",
    version: 1,
    id: journal.transactionId,
    atMs: journal.completedAtMs ?? journal.createdAtMs,
    data: { kind: journal.kind, legs: journal.legs },
  };
}
