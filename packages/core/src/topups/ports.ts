import type { Currency, Minor } from "../kernel/money.ts";

/** What this domain needs of a payment provider. Implemented in `@cowry/gateways/paystack`, handed over by the door. */
export interface PaymentProvider {
  /** The mode of our secret key. A charge of the other mode never moves money here. */
  readonly mode: ProviderMode;
  /**
   * Opens a hosted checkout page. Throws `unavailable` when the provider did not answer or answered 5xx:
   * the page may exist then, and the same reference is refused as a duplicate later.
   */
  openCheckout(order: CheckoutOrder): Promise<CheckoutAnswer>;
}

export type ProviderMode = "test" | "live";

/** Ways to pay on the checkout page, in our words (those of the wire). */
export const PAYMENT_METHODS = ["card", "bank", "ussd", "bank_transfer"] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export interface CheckoutOrder {
  /** Unique for ever at the provider; ours, written down before the call. */
  readonly reference: string;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly email: string;
  readonly method: PaymentMethod;
  /** Where the browser goes after paying; the provider's own page when absent. */
  readonly callbackUrl: string | undefined;
}

export type CheckoutAnswer =
  | { readonly answer: "opened"; readonly paymentUrl: string }
  /** The reference was used before: an earlier call of ours arrived, its answer did not. */
  | { readonly answer: "duplicate_reference" }
  /** A conclusive refusal (validation): no page exists. */
  | { readonly answer: "refused"; readonly message: string };

/** A charge as the provider tells it, by webhook or when asked. Nothing in it is trusted before it was compared. */
export interface Charge {
  readonly reference: string;
  /** The provider's own id of the charge. */
  readonly providerId: string;
  readonly status: "success" | "pending" | "failed" | "reversed";
  readonly amount: Minor;
  /** As told: may be a currency that we do not know. */
  readonly currency: string;
  readonly mode: string;
  /** What the provider keeps; undefined when it did not say. */
  readonly fee: Minor | undefined;
  readonly channel: string | undefined;
}
