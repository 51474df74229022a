import { createHash } from "node:crypto";
import { DAY, derivedId } from "../kernel/index.ts";

/** The words of webhooks. No I/O here. */

export const WEBHOOK_STATES = ["waiting", "carried_out", "unused"] as const;
export type WebhookState = (typeof WEBHOOK_STATES)[number];

/** What became of an event that we have no use for. */
export const UNUSED = "event_unused";

/** What the readers of events have in common. */
export interface ReadEvent {
  readonly kind: string;
  readonly event?: string;
}

/** Carries out what an event says; undefined is one that is no event. Gives what became of it, in one word. */
export type CarryOut<E extends ReadEvent> = (event: E | undefined) => Promise<string>;

/** The provider delivers for three days; disputes and audits ask for older ones. */
export const KEPT_MS = 180 * DAY;
/** The provider has given up by then. */
export const DELIVERED_FOR_MS = 3 * DAY;

/** The same bytes are the same event: the provider numbers neither events nor deliveries. */
export function eventIdOf(rawBody: Uint8Array): string {
  return derivedId("webhooks/event", createHash("sha256").update(rawBody).digest("hex"));
}

/** As it is kept and counted: a name of another shape than the provider's is none. */
export function eventName(event: ReadEvent | undefined): string {
  const name = event?.event ?? "";
  return /^[a-z][a-z0-9._-]{0,63}$/.test(name) ? name : "unnamed";
}

export function stateAfter(became: string): WebhookState {
  return became === UNUSED ? "unused" : "carried_out";
}
