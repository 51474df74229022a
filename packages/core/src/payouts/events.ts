import { decode, type RawItem, typeOf } from "@cowry/table";
import type { DomainEvent } from "../kernel/index.ts";
import { type Journal, journal } from "../wallet/index.ts";
import type { Failure } from "./model.ts";

/** A payout was ordered: its execution starts from this. */
export type PayoutRequested = DomainEvent<"payouts.payout_requested", { readonly owner: string }>;
/** A payout ended without money leaving: the customer has it back. Money that moved is told by the wallet's own event. */
export type PayoutReleased = DomainEvent<
  "payouts.payout_released",
  { readonly owner: string; readonly failure: Failure | undefined }
>;

type PayoutEvent = PayoutRequested | PayoutReleased;

/** What a change of the table tells about payouts: each status once, however often its journal is written. */
export function eventsOf({ before, after }: { before?: RawItem; after?: RawItem }): readonly PayoutEvent[] {
  if (after === undefined || typeOf(after) !== journal.name) return [];
  const payout = decode(journal, after);
  if (before !== undefined && decode(journal, before).status === payout.status) return [];
  const event = payoutEvent(payout);
  return event === undefined ? [] : [event];
}

/** The event that this image of a journal tells; undefined when it tells none. */
export function payoutEvent(payout: Journal): PayoutEvent | undefined {
  const { kind, status, transactionId: id, owner, createdAtMs, completedAtMs = createdAtMs, metadata } = payout;
  if (kind !== "payout") return undefined;
  if (status === "pending") {
    return { name: "payouts.payout_requested", version: 1, id, atMs: createdAtMs, data: { owner } };
  }
  if (status !== "failed") return undefined;
  const failure = metadata?.["failure"] as Failure | undefined;
  return { name: "payouts.payout_released", version: 1, id, atMs: completedAtMs, data: { owner, failure } };
}
