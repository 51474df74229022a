/**
 * Refunds: money that goes back through the payment provider to whoever paid it.
 *
 * Not here: reversals inside of the ledger (corrections), the provider's wire (gateways).
 */
export * from "./ports.ts";
