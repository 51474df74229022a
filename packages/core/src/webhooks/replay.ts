import { auditEntry } from "../audit/index.ts";
import { alertStaff, MINUTE, now, type Staff } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { type CarryOut, DELIVERED_FOR_MS, type ReadEvent } from "./model.ts";
import { bytesOf, type Delivery } from "./receive.ts";
import { findWebhook, listWaiting, noteOutcome, noteReplay, noteTold, type Webhook } from "./store.ts";

/** Events once more: when staff say so, and when nobody else brings them to their end. */

/** How events are read and carried out. */
export interface Means<E extends ReadEvent> {
  readonly read: Delivery<E>["read"];
  readonly carryOut: CarryOut<E>;
}

export interface Replay {
  readonly eventId: string;
  readonly reason: string;
}

/**
 * Carries an event out once more, as if it were delivered now; what it is about decides, so that nothing happens twice.
 * Throws `webhook_not_found`, and what its carrying out throws.
 */
export async function replayWebhook<E extends ReadEvent>(
  actor: Staff,
  { eventId, reason }: Replay,
  means: Means<E>,
): Promise<Webhook> {
  const webhook = await findWebhook(eventId);
  if (webhook === undefined) throw errors.webhook_not_found();
  const { event, state } = webhook;
  const subject = { kind: "webhook", id: eventId };
  const facts = {
    action: "webhooks.replayed",
    subject,
    userId: actor.userId,
    after: { event, state },
    reason,
  } as const;
  await noteReplay(webhook, auditEntry(actor, facts));
  await carryOutAgain(webhook, means);
  return (await findWebhook(eventId)) ?? webhook;
}

async function carryOutAgain<E extends ReadEvent>(webhook: Webhook, { read, carryOut }: Means<E>): Promise<void> {
  await noteOutcome(webhook, await carryOut(read(bytesOf(webhook))));
}

/** Younger ones are the provider's business: it delivers them again. */
const SWEPT_AFTER_MS = 10 * MINUTE;
/** For how long one sweep begins anything: its door runs a minute longer. */
export const SWEEP_MS = 4 * MINUTE;

/** Carries out what waits. One that fails waits on, and once the provider has given it up, staff are told, once. */
export async function sweepWebhooks<E extends ReadEvent>(means: Means<E>, budgetMs = SWEEP_MS): Promise<void> {
  const startedAt = performance.now();
  for await (const ids of listWaiting(now() - SWEPT_AFTER_MS)) {
    for (const eventId of ids) {
      if (performance.now() - startedAt >= budgetMs) {
        alertStaff({ alert: "webhook_sweep_unfinished" });
        return;
      }
      await sweepOne(eventId, means);
    }
  }
}

async function sweepOne<E extends ReadEvent>(eventId: string, means: Means<E>): Promise<void> {
  const webhook = await findWebhook(eventId);
  if (webhook?.state !== "waiting") return;
  try {
    await carryOutAgain(webhook, means);
  } catch {
    const isGivenUp = now() - webhook.receivedAtMs >= DELIVERED_FOR_MS;
    if (!isGivenUp || webhook.staffToldAtMs !== undefined) return;
    // Told before it is noted: cut off in between, they are told twice, and never not at all.
    alertStaff({ alert: "webhook_not_carried_out", transactionId: eventId });
    await noteTold(webhook);
  }
}
