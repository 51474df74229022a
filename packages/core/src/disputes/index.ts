/**
 * Disputes: a customer's bank asks for money back that was paid to us.
 *
 * Not here: refunds that we order ourselves (refunds), the provider's wire (gateways).
 */
export * from "./ports.ts";
