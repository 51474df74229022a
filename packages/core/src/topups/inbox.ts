import { alertStaff, errors as kernelErrors } from "../kernel/index.ts";
import { receiveTransfer, type Transfer, type Waker } from "../payouts/index.ts";
import { errors } from "./errors.ts";
import type { Charge } from "./ports.ts";
import { settleTopup } from "./settle.ts";

/** What the provider tells of itself, in the shape `@cowry/gateways/paystack` reads it. */
export type ProviderEvent =
  | { readonly kind: "charge"; readonly charge: Charge }
  | { readonly kind: "transfer"; readonly transfer: Transfer }
  /** Nothing that we carry out. */
  | { readonly kind: "refund" | "other"; readonly event: string }
  /** Of use, in a shape that we cannot read. */
  | { readonly kind: "unreadable" };

export interface Delivery {
  /** Whether these bytes were signed with one of our keys. */
  isSigned(): boolean;
  /** Reads them; undefined when they are no event. */
  read(): ProviderEvent | undefined;
}

/**
 * One delivery of an event. Nothing in it is looked at before its signature. It returns once the money is where it
 * belongs, and throws when it may not be, so that the provider delivers again. What became of it is for the log.
 */
export async function receiveEvent(delivery: Delivery, waker: Waker): Promise<string> {
  if (!delivery.isSigned()) throw errors.webhook_unsigned();
  const event = delivery.read();
  switch (event?.kind) {
    case "charge":
      return `charge_${await settleTopup(event.charge)}`;
    case "transfer":
      return `transfer_${await receiveTransfer(event.transfer, waker)}`;
    case "refund":
    case "other":
      return unused(event.event);
    case "unreadable":
    case undefined:
      // The provider goes on trying for days: long enough to learn the new shape.
      alertStaff({ alert: "webhook_unreadable" });
      throw kernelErrors.unavailable(undefined, { context: { webhook: "unreadable" } });
  }
}

/** Refunds and disputes take money from our balance, and nothing here books that yet: staff must know of each. */
function unused(event: string): string {
  if (event.startsWith("refund.")) alertStaff({ alert: "provider_refund_not_booked" });
  if (event.startsWith("charge.dispute.")) alertStaff({ alert: "provider_dispute_not_booked" });
  return "event_unused";
}
