import { alertStaff, errors as kernelErrors } from "../kernel/index.ts";
import { receiveTransfer, type Transfer, type Waker } from "../payouts/index.ts";
import { UNUSED } from "../webhooks/index.ts";
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

/**
 * Carries out an event, as `webhooks` has kept it; undefined is one that is no event at all. It ends once the money is
 * where it belongs, and throws when it may not be, so that it is delivered again. What became of it is one word.
 */
export function carryOutEvent(waker: Waker): (event: ProviderEvent | undefined) => Promise<string> {
  return async (event) => {
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
  };
}

/** Refunds and disputes take money from our balance, and nothing here books that yet: staff must know of each. */
function unused(event: string): string {
  if (event.startsWith("refund.")) alertStaff({ alert: "provider_refund_not_booked" });
  if (event.startsWith("charge.dispute.")) alertStaff({ alert: "provider_dispute_not_booked" });
  return UNUSED;
}
