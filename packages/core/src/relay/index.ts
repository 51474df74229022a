/**
 * From the table's stream to the event bus, and to staff.
 *
 * Words. A **change** is what became of one item. An **event** is what a domain says that the change means: its own
 * `eventsOf` reads it from the item's images. The **bus** brings events to the doors that hear them. An **alert** is what
 * a change means for staff: `alertsOf`.
 *
 * Invariants. An event follows from a committed change and from nothing else, so that none is told of what did not
 * happen, and none is lost while the stream is read. It is told at least once, in no order: listeners dedupe by what they
 * write. An alert of what was booked follows in the same way: who books it may be stopped right behind. It is told once,
 * and again only where the batch that it is of is read again. The relay keeps nothing and writes nothing.
 *
 * Not here: what events and alerts mean (each domain's `events.ts`), what listeners do, alerts of what is not written.
 */
import type { RawItem } from "@cowry/table";
import { eventsOf as auditEvents } from "../audit/index.ts";
import { eventsOf as bulkEvents } from "../bulk/index.ts";
import { alertsOf as correctionAlerts } from "../corrections/index.ts";
import { alertsOf as disputeAlerts } from "../disputes/index.ts";
import { type Alert, alertStaff, type DomainEvent } from "../kernel/index.ts";
import { eventsOf as payoutEvents } from "../payouts/index.ts";
import { alertsOf as refundAlerts, eventsOf as refundEvents } from "../refunds/index.ts";
import { alertsOf as topupAlerts } from "../topups/index.ts";
import { eventsOf as walletEvents } from "../wallet/index.ts";
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

/** Whose changes staff must look at. */
const ALERTS: readonly ((change: Change) => readonly Alert[])[] = [
  correctionAlerts,
  disputeAlerts,
  refundAlerts,
  topupAlerts,
];

/** Tells what these changes mean, in their order. Staff last, when nothing can fail any more: they hear of each once. */
export async function relay(images: readonly Images[], bus: EventBus): Promise<void> {
  const changes = images.map(changeOf);
  const events = changes.flatMap((change) => DOMAINS.flatMap((eventsOf) => eventsOf(change)));
  const alerts = changes.flatMap((change) => ALERTS.flatMap((alertsOf) => alertsOf(change)));
  if (events.length > 0) await bus.put(events);
  for (const alert of alerts) alertStaff(alert);
}

function changeOf({ oldImage, newImage }: Images): Change {
  return {
    ...(oldImage === undefined ? {} : { before: oldImage }),
    ...(newImage === undefined ? {} : { after: newImage }),
  };
}
