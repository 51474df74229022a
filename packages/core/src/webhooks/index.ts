/**
 * Webhooks: what the payment provider tells us of itself, kept before anything is done about it.
 *
 * Words. A **delivery** is one request of the provider's; an **event** is what it says, the same bytes being the same
 * event. An event is **waiting** until it has been **carried out**, or found to be of no use to us (**unused**).
 *
 * Invariants. Nothing is looked at before its signature, over the bytes as they came. Nothing is done before it is stored.
 * Every delivery is carried out, whether its event was seen before or not: what an event does is decided by the state of
 * what it is about, so that doing it twice changes nothing. An event that fails is delivered again by the provider, swept,
 * and replayed by staff; none is dropped, and those that nobody knows are kept and counted.
 *
 * Not here: what events mean (topups, payouts, refunds, disputes), how they are signed and read (gateways).
 */
export { carryOutEvent, type ProviderEvent } from "./carry-out.ts";
export { errors } from "./errors.ts";
export { webhookKinds } from "./kinds.ts";
export { countsOf, listWebhooks, readWebhook } from "./listing.ts";
export { UNUSED, WEBHOOK_STATES, type WebhookState } from "./model.ts";
export { type Delivery, receiveWebhook } from "./receive.ts";
export { replayWebhook, sweepWebhooks } from "./replay.ts";
export {
  CountQuery,
  countView,
  EventReceived,
  ReplayRequest,
  WebhookCounts,
  WebhookParams,
  WebhookQuery,
  WebhookShown,
  webhookView,
} from "./wire.ts";
