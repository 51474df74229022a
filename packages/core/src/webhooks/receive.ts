import { newId, now, seal, unseal } from "../kernel/index.ts";
import { homeDay } from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { type CarryOut, eventIdOf, eventName, KEPT_MS, type ReadEvent } from "./model.ts";
import { countDelivery, keepDelivery, noteOutcome, type Webhook } from "./store.ts";

/** One request of the provider's. */
export interface Delivery<E extends ReadEvent> {
  readonly rawBody: Uint8Array;
  /** Whether these bytes were signed with one of our keys. */
  isSigned(): boolean;
  /** Reads them; undefined when they are no event. */
  read(rawBody: Uint8Array): E | undefined;
}

/**
 * One delivery of an event: kept, then carried out. It returns once the money is where it belongs, and throws when it may
 * not be, so that the provider delivers again. What became of it is for the log.
 */
export async function receiveWebhook<E extends ReadEvent>(
  delivery: Delivery<E>,
  carryOut: CarryOut<E>,
): Promise<string> {
  if (!delivery.isSigned()) throw errors.webhook_unsigned();
  const { rawBody } = delivery;
  const event = delivery.read(rawBody);
  const kept = await keepDelivery(freshWebhook(rawBody, eventName(event)));
  const counted = countDelivery(homeDay(now()), kept.event);
  // Carried out whether it was before or not: what it is about decides.
  const [became] = await Promise.all([carryOut(event), counted]);
  await noteOutcome(kept, became);
  return became;
}

function freshWebhook(rawBody: Uint8Array, event: string): Webhook {
  const eventId = eventIdOf(rawBody);
  const atMs = now();
  return {
    eventId,
    event,
    state: "waiting",
    body: seal(Buffer.from(rawBody).toString("base64"), webhookContext(eventId)),
    size: rawBody.byteLength,
    firstId: newId(),
    receivedAtMs: atMs,
    lastAtMs: atMs,
    deliveries: 1,
    expiresAtMs: atMs + KEPT_MS,
  };
}

/** What the bytes of an event are sealed for. */
export const webhookContext = (eventId: string) => `webhook:${eventId}`;

/** The bytes as they came. */
export function bytesOf({ eventId, body }: Webhook): Uint8Array {
  return Buffer.from(unseal(body, webhookContext(eventId)), "base64");
}
