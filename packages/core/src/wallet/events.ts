import { decode, type RawItem, typeOf } from "@cowry/table";
import type { DomainEvent } from "../kernel/index.ts";
import { SYSTEM_OWNER, type TransactionKind, walletOfAccount } from "./model.ts";
import { type Journal, journal } from "./store.ts";

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

/** A transaction came, or has another status. Several have one id: `status` tells them apart. */
export type TransactionChanged = DomainEvent<
  "wallet.transaction_changed",
  {
    readonly transactionId: string;
    readonly kind: TransactionKind;
    readonly status: Journal["status"];
    readonly previousStatus?: Journal["status"];
    readonly currency: string;
    /** Minor units, in digits: JSON's numbers end too early. */
    readonly amount: string;
    /** Whom it concerns: whose wallets take part, and for whom money is set aside. */
    readonly parties: readonly string[];
  }
>;

/** A credit waits in the queue of a hot wallet. One id per transaction; draining twice does nothing. */
export type CreditQueued = DomainEvent<"wallet.credit_queued", { readonly userId: string; readonly currency: string }>;

/** What a change of the table tells about transactions. */
export function eventsOf(change: {
  before?: RawItem;
  after?: RawItem;
}): readonly (TransactionChanged | CreditQueued)[] {
  return [...changesOf(change), ...queuedIn(change)];
}

function queuedIn({ before, after }: { before?: RawItem; after?: RawItem }): readonly CreditQueued[] {
  if (before !== undefined || after === undefined || typeOf(after) !== journal.name) return [];
  const { transactionId, legs = [], createdAtMs: atMs } = decode(journal, after);
  return legs.flatMap(({ account, queued }): CreditQueued[] => {
    const wallet = queued === true ? walletOfAccount(account) : undefined;
    if (wallet === undefined) return [];
    return [{ name: "wallet.credit_queued", version: 1, id: transactionId, atMs, data: wallet }];
  });
}

function changesOf({ before, after }: { before?: RawItem; after?: RawItem }): readonly TransactionChanged[] {
  if (after === undefined || typeOf(after) !== journal.name) return [];
  const transaction = decode(journal, after);
  const previousStatus = before === undefined ? undefined : decode(journal, before).status;
  const { transactionId, kind, status, currency, amount, owner, legs = [], createdAtMs } = transaction;
  if (previousStatus === status) return [];
  const holders = legs.flatMap(({ account }) => walletOfAccount(account)?.userId ?? []);
  const promised = promisedTo(transaction);
  const data = {
    ...{ transactionId, kind, status, currency, amount: String(amount) },
    ...(previousStatus === undefined ? {} : { previousStatus }),
    parties: [...new Set([owner, ...holders, ...(promised === undefined ? [] : [promised])])].filter(
      (party) => party !== SYSTEM_OWNER,
    ),
  };
  const atMs = transaction.completedAtMs ?? createdAtMs;
  return [{ name: "wallet.transaction_changed", version: 1, id: transactionId, atMs, data }];
}

/**
 * Who may capture a hold, until it is captured whole: then its legs say so. The payee of a transfer that compliance
 * looks at is nobody yet.
 */
export function promisedTo({ kind, legs, counterparty }: Journal): string | undefined {
  return kind === "hold" && legs === undefined ? counterparty?.userId : undefined;
}
