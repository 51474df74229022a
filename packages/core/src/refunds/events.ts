import { decode, type RawItem, typeOf } from "@cowry/table";
import type { DomainEvent } from "../kernel/index.ts";
import { journal } from "../wallet/index.ts";

/** A refund's money is set aside: the provider is asked for it from this. */
export type RefundReserved = DomainEvent<"refunds.refund_reserved", { readonly owner: string }>;

/** What a change of the table tells about refunds: each reservation once. */
export function eventsOf({ before, after }: { before?: RawItem; after?: RawItem }): readonly RefundReserved[] {
  if (before !== undefined || after === undefined || typeOf(after) !== journal.name) return [];
  const { transactionId: id, kind, external, owner, createdAtMs: atMs } = decode(journal, after);
  if (kind !== "refund" || external?.["reserves"] === undefined) return [];
  return [{ name: "refunds.refund_reserved", version: 1, id, atMs, data: { owner } }];
}
