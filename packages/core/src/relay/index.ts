/**
 * From the table's stream to the event bus.
 *
 * Words. A **change** is what became of one item. An **event** is what a domain says that the change means: its own
 * `eventsOf` reads it from the item's images. The **bus** brings events to the doors that hear them.
 *
 * Invariants. An event follows from a committed change and from nothing else, so that none is told of what did not
 * happen, and none is lost while the stream is read. It is told at least once, in no order: listeners dedupe by what they
 * write. The relay keeps nothing and writes nothing.
 *
 * Not here: what events mean (each domain's `events.ts`), what listeners do.
 */
import type { RawItem } from "@cowry/table";
import { eventsOf as auditEvents } from "../audit/index.ts";
import { eventsOf as bulkEvents } from "../bulk/index.ts";
import type { DomainEvent } from "../kernel/index.ts";
import { eventsOf as payoutEvents } from "../payouts/index.ts";
import { eventsOf as walletEvents } from "../wallet/index.ts";
import { eventsOf as refundEvents } from "../refunds/index.ts";
import type { EventBus } from "./ports.ts";

export type { EventBus } from "./ports.ts";

/** What the relay is shown of an item: as it was and as it is. */
export interface Images {
  readonly oldImage: RawItem | undefined;
  readonly newImage: RawItem | undefined;
}

interface Change {
  readonly before?: RawItem;
  readonly after?: RawItem;
}

/** Everybody who has something to tell. The relay's door lists the items' types in its filter. */
const DOMAINS: readonly ((change: Change) => readonly DomainEvent[])[] = [
  auditEvents,
  bulkEvents,
  payoutEvents,
  refundEvents,
  walletEvents,
];

/** Tells what these changes mean, in their order. */
export async function relay(images: readonly Images[], bus: EventBus): Promise<void> {
  const events = images.map(changeOf).flatMap((change) => DOMAINS.flatMap((eventsOf) => eventsOf(change)));
  if (events.length > 0) await bus.put(events);
}

function changeOf({ oldImage, newImage }: Images): Change {
  return {
    ...(oldImage === undefined ? {} : { before: oldImage }),
    ...(newImage === undefined ? {} : { after: newImage }),
  };
}
