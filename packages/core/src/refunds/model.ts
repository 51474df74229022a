import { DAY, HOUR, SECOND } from "../kernel/index.ts";
import type { ProviderRefund } from "./ports.ts";

/** The words of refunds, and what the provider's word does to one. No I/O here. */

/**
 * `reserved`: the money is set aside, the provider has not been asked. `sending`: it has been asked, and we do not know
 * whether it heard. `ordered`: it has it. `needs_attention`: it cannot reach the payer's account. Then `processed`, or
 * `failed`, and the money is the customer's again.
 */
export const REFUND_STATES = ["reserved", "sending", "ordered", "needs_attention", "processed", "failed"] as const;
export type RefundState = (typeof REFUND_STATES)[number];

export const OPEN_STATES: readonly RefundState[] = ["reserved", "sending", "ordered", "needs_attention"];

export function isOpen({ state }: { readonly state: RefundState }): boolean {
  return OPEN_STATES.includes(state);
}

/** What needs a person; kept in the refund, and told by an alert. */
export const REFUND_FLAWS = ["differs_from_order", "failed_after_processed", "paid_after_release", "lost"] as const;
export type RefundFlaw = (typeof REFUND_FLAWS)[number];

export const REFUND = "refunds/refund";

/** In the metadata of what was given back: which refund had failed. */
export const FAILED_REFUND = "failed_refund";
/** In the metadata of what was taken back: the provider's id of a refund that was not ordered here. */
export const PROVIDER_REFUND = "provider_refund";

/** A proposal that nobody has decided by then is made anew. */
export const PROPOSAL_LIFE_MS = 3 * DAY;
/** What the provider promises at most; later a refund is staff's business. */
export const EXPECTED_WITHIN_MS = 10 * DAY;
/**
 * The provider makes a second refund of a second order. Only when its own list has not shown the first for so long, an
 * answer that we never heard is taken for one that was never given, and it is ordered once more.
 */
export const ASK_AGAIN_AFTER_MS = HOUR;
export const SENDS_MAX = 3;
/** An order that was written down goes out within this time or not at all: long before anybody orders once more. */
export const SEND_WITHIN_MS = 10 * SECOND;
/** How long we try again when our balance at the provider is too low, before the customer has the money back. */
export const FLOAT_PATIENCE_MS = 3 * DAY;

export type Verdict =
  | { readonly do: "settle" | "release" | "attend" | "note" | "nothing" }
  | { readonly do: "flag"; readonly flaw: RefundFlaw };

/** What was ordered, as far as the provider's word is compared with it. */
export interface Ordered {
  readonly state: RefundState;
  readonly amount: bigint;
  readonly currency: string;
  readonly mode: "test" | "live";
}

/** What the provider's word on a refund does to it, in whatever order it comes. The state decides. Pure. */
export function decideRefund(refund: Ordered, told: ProviderRefund): Verdict {
  const { state } = refund;
  const isSame = told.domain === refund.mode && told.currency === refund.currency && told.amount === refund.amount;
  if (!isSame) return { do: "flag", flaw: "differs_from_order" };
  switch (told.status) {
    case "processed":
      if (state === "failed") return { do: "flag", flaw: "paid_after_release" };
      return { do: state === "processed" ? "nothing" : "settle" };
    case "failed":
      if (state === "processed") return { do: "flag", flaw: "failed_after_processed" };
      return { do: state === "failed" ? "nothing" : "release" };
    case "needs-attention":
      return { do: isOpen(refund) && state !== "needs_attention" ? "attend" : "nothing" };
    case "pending":
    case "processing":
    case "unrecognised":
      return { do: isOpen(refund) && state !== "ordered" ? "note" : "nothing" };
  }
}
