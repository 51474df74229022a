import { decode, type RawItem, typeOf } from "@cowry/table";
import type { Alert, DomainEvent } from "../kernel/index.ts";
import { journal } from "../wallet/index.ts";
import { FAILED_REFUND, PROVIDER_REFUND } from "./model.ts";

/** A refund's money is set aside: the provider is asked for it from this. */
export type RefundReserved = DomainEvent<"refunds.refund_reserved", { readonly owner: string }>;

/** What a change of the table tells about refunds: each reservation once. */
export function eventsOf({ before, after }: { before?: RawItem; after?: RawItem }): readonly RefundReserved[] {
  if (before !== undefined || after === undefined || typeOf(after) !== journal.name) return [];
  const { transactionId: id, kind, external, owner, createdAtMs: atMs } = decode(journal, after);
  if (kind !== "refund" || external?.["reserves"] === undefined) return [];
  return [{ name: "refunds.refund_reserved", version: 1, id, atMs, data: { owner } }];
}

/**
 * What staff must look at by this change of the table: money of a refund that failed and could not go back to its wallet,
 * and a refund that somebody ordered elsewhere. Each is a journal of its own, told when it comes.
 */
export function alertsOf({ before, after }: { before?: RawItem; after?: RawItem }): readonly Alert[] {
  if (before !== undefined || after === undefined || typeOf(after) !== journal.name) return [];
  const { transactionId, kind, status, metadata = {} } = decode(journal, after);
  const failed = kind === "refund" && status === "held" ? metadata[FAILED_REFUND] : undefined;
  if (failed !== undefined) return [{ alert: "refund_wallet_closed_to_credits", transactionId: failed }];
  if (metadata[PROVIDER_REFUND] === undefined) return [];
  return [{ alert: "refund_not_ordered_here", transactionId: metadata["refund_of"] ?? transactionId }];
}
