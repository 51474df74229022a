import * as z from "zod/mini";
import { Id, isoTime, PageQuery, text, Time } from "../kernel/index.ts";
import { WEBHOOK_STATES } from "./model.ts";
import type { Webhook, WebhookCount } from "./store.ts";

/** Shapes of the wire. */

export const EventReceived = z.strictObject({ received: z.literal(true) });

export const WebhookParams = z.strictObject({ id: Id });
export const WebhookQuery = z.strictObject({ ...PageQuery, state: z._default(z.enum(WEBHOOK_STATES), "waiting") });
export const ReplayRequest = z.strictObject({ reason: text(140) });

const Word = z.string().check(z.minLength(1), z.maxLength(64));
const Count = z.int().check(z.minimum(0));

export const WebhookShown = z.strictObject({
  id: Id,
  event: Word,
  state: z.enum(WEBHOOK_STATES),
  /** What became of it, in one word. */
  became: z.nullable(Word),
  deliveries: Count,
  replays: Count,
  /** Of the body, in bytes. */
  size: Count,
  received_at: Time,
  last_delivered_at: Time,
  carried_out_at: z.nullable(Time),
});

export function webhookView(of: Webhook): z.infer<typeof WebhookShown> {
  return {
    id: of.eventId,
    event: of.event,
    state: of.state,
    became: of.became ?? null,
    deliveries: of.deliveries,
    replays: of.replays ?? 0,
    size: of.size,
    received_at: isoTime(of.receivedAtMs),
    last_delivered_at: isoTime(of.lastAtMs),
    carried_out_at: of.carriedOutAtMs === undefined ? null : isoTime(of.carriedOutAtMs),
  };
}

const Day = z.string().check(z.regex(/^20\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/));
export const CountQuery = z.strictObject({ day: z.optional(Day) });
export const WebhookCounts = z.strictObject({
  day: Day,
  events: z.array(z.strictObject({ event: Word, deliveries: Count })).check(z.maxLength(100)),
});

export function countView(of: { day: string; counts: readonly WebhookCount[] }): z.infer<typeof WebhookCounts> {
  return { day: of.day, events: of.counts.map(({ event, deliveries }) => ({ event, deliveries })) };
}
