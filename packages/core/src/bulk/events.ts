import { decode, type RawItem, typeOf } from "@cowry/table";
import type { DomainEvent } from "../kernel/index.ts";
import { batchItem } from "./store.ts";

/** A colleague has approved a batch: its rows are to be paid. */
export type BatchApproved = DomainEvent<"bulk.batch_approved", { readonly rows: number }>;

/** What a change of the table tells about batches. */
export function eventsOf({ before, after }: { before?: RawItem; after?: RawItem }): readonly BatchApproved[] {
  if (after === undefined || typeOf(after) !== batchItem.name) return [];
  const batch = decode(batchItem, after);
  const was = before === undefined ? undefined : decode(batchItem, before).state;
  if (batch.state !== "running" || was === "running") return [];
  const { batchId: id, startedAtMs: atMs = batch.createdAtMs, rows } = batch;
  return [{ name: "bulk.batch_approved", version: 1, id, atMs, data: { rows } }];
}
