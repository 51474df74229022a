/**
 * Reconciliation: our books against the payment provider's, day by day.
 *
 * Not here: the audit of our books against themselves (wallet), the provider's wire (gateways).
 */
export type * from "./ports.ts";
