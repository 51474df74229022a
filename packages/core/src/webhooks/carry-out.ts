import { type ProviderDispute, receiveDispute } from "../disputes/index.ts";
import { alertStaff, errors as kernelErrors } from "../kernel/index.ts";
import { receiveTransfer, type Transfer, type Waker } from "../payouts/index.ts";
import { receiveRefund, type RefundProvider } from "../refunds/index.ts";
import {
  type AccountProvider,
  type Charge,
  type ChargeSource,
  type IdentificationTold,
  receiveCharge,
  receiveIdentification,
} from "../topups/index.ts";
import { UNUSED } from "./model.ts";

/** What the provider tells of itself, in the shape `@cowry/gateways/paystack` reads it. */
export type ProviderEvent<T = Transfer, D = ProviderDispute> =
  | { readonly kind: "charge"; readonly charge: Charge }
  | { readonly kind: "transfer"; readonly transfer: T }
  /** Something about a refund of this charge. */
  | { readonly kind: "refund"; readonly refund: { readonly reference: string } }
  | { readonly kind: "dispute"; readonly dispute: D }
  | { readonly kind: "identification"; readonly identification: IdentificationTold }
  /** Nothing that we carry out. */
  | { readonly kind: "other" }
  /** Of use, in a shape that we cannot read. */
  | { readonly kind: "unreadable" };

/** Who carries out what. Each says in a word what became of it, and throws where it may not be done. */
export interface Arms<T, D> {
  charge(charge: Charge): Promise<string>;
  transfer(transfer: T): Promise<string>;
  refund(chargeReference: string): Promise<string>;
  dispute(dispute: D): Promise<string>;
  identification(told: IdentificationTold): Promise<string>;
}

/**
 * Carries out an event that has been kept; undefined is one that is no event at all. It ends once the money is where it
 * belongs, and throws when it may not be, so that it is delivered again. What became of it is one word.
 */
export function carryOutBy<T, D>(arms: Arms<T, D>): (event: ProviderEvent<T, D> | undefined) => Promise<string> {
  return async (event) => {
    switch (event?.kind) {
      case "charge":
        return `charge_${await arms.charge(event.charge)}`;
      case "transfer":
        return `transfer_${await arms.transfer(event.transfer)}`;
      case "refund":
        return `refund_${await arms.refund(event.refund.reference)}`;
      case "dispute":
        return `dispute_${await arms.dispute(event.dispute)}`;
      case "identification":
        return `identification_${await arms.identification(event.identification)}`;
      case "other":
        return UNUSED;
      case "unreadable":
      case undefined:
        // The provider goes on trying for days: long enough to learn the new shape.
        alertStaff({ alert: "webhook_unreadable" });
        throw kernelErrors.unavailable(undefined, { context: { webhook: "unreadable" } });
    }
  };
}

/** The whole of it, as doors use it. */
export function carryOutEvent(
  waker: Waker,
  refunds: RefundProvider,
  charges: ChargeSource,
  people: Pick<AccountProvider, "mode" | "findCustomer">,
) {
  return carryOutBy({
    charge: (charge) => receiveCharge(charge, charges),
    transfer: (transfer: Transfer) => receiveTransfer(transfer, waker),
    refund: (chargeReference) => receiveRefund(chargeReference, refunds),
    dispute: receiveDispute,
    identification: (told) => receiveIdentification(told, people),
  });
}
