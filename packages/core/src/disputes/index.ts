/**
 * Disputes: a customer's bank asks for money back that was paid to us.
 *
 * Not here: refunds that we order ourselves (refunds), the provider's wire (gateways).
 */
import { alertStaff } from "../kernel/index.ts";

export * from "./ports.ts";

/** Staff are told of each dispute: nothing books it yet. */
export function receiveDispute(): Promise<string> {
  alertStaff({ alert: "provider_dispute_not_booked" });
  return Promise.resolve("unused");
}
