/**
 * Paystack: the client, and the reading of its webhooks.
 *
 * Every call gives an outcome. "unknown" means that we do not know whether it happened: keep the operation open, ask
 * `verify…`, and send again under the same reference only. "not_found" right after an unknown start proves nothing.
 * Only "refused" and the statuses that Paystack calls conclusive may release money.
 *
 * Not here: what any of it means for wallets. Domains declare the part they need as a port; doors hand it over.
 */
export { paystack } from "./client.ts";
export type { PaystackOptions } from "./client.ts";
export { parseEvent } from "./events.ts";
export type { PaystackEvent, Refund } from "./events.ts";
export { modeOf } from "./mode.ts";
export type * from "./outcomes.ts";
export { verifySignature } from "./signature.ts";
