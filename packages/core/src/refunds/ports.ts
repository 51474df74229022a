import type { Minor } from "../kernel/money.ts";

/**
 * What this domain needs of a payment provider, in the shape `paystackRefunds` of `@cowry/gateways/paystack` has.
 * An unknown outcome is an answer, not an exception: what we do not know is a state.
 */
export interface RefundProvider {
  /** The mode of our secret key. */
  readonly mode: "test" | "live";
  /**
   * Orders a refund. The provider has no reference of ours for it and makes a second one of a second order: our own is
   * carried in its note, and after an unknown outcome `listRefunds` says whether it is there.
   */
  createRefund(order: RefundOrder): Promise<RefundOrdered>;
  findRefund(id: string): Promise<RefundFound>;
  /** All refunds of a charge, newest first. */
  listRefunds(chargeReference: string): Promise<RefundsListed>;
  /** Sends a refund that needs attention to the customer's own account. */
  retryRefund(id: string, account: RefundAccount): Promise<RefundOrdered>;
}

export const REFUND_STATUSES = ["pending", "processing", "processed", "failed", "needs-attention"] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

export interface RefundOrder {
  /** Ours, written down before the call. */
  readonly reference: string;
  readonly chargeReference: string;
  readonly amount: Minor;
  readonly currency: string;
}

export interface RefundAccount {
  readonly accountNumber: string;
  readonly bankCode: string;
}

/** A refund as the provider tells it. Nothing in it is trusted before it was compared with the order. */
export interface ProviderRefund {
  readonly id: string;
  /** Another word than the known ones is "unrecognised": not final, ask again, tell staff. */
  readonly status: RefundStatus | "unrecognised";
  /** Ours, where the provider gave it back. */
  readonly reference: string | undefined;
  /** Absent in the answer to an order, which we know it from. */
  readonly chargeReference: string | undefined;
  readonly amount: Minor;
  readonly currency: string;
  readonly domain: "test" | "live";
  /** The dispute that it pays for. */
  readonly disputeId: string | undefined;
}

interface Unknown {
  readonly outcome: "unknown";
  readonly why: string;
  readonly retryAfterSeconds?: number | undefined;
}

export type RefundOrdered =
  | ({ readonly outcome: "accepted" } & ProviderRefund)
  /** Nothing was made by this request. Whether an earlier one arrived, it does not say. */
  | { readonly outcome: "refused"; readonly code: string }
  | Unknown;

export type RefundFound =
  ({ readonly outcome: "found" } & ProviderRefund) | { readonly outcome: "not_found" } | Unknown;

export type RefundsListed = { readonly outcome: "listed"; readonly refunds: readonly ProviderRefund[] } | Unknown;
