import { errors as kernelErrors } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { isOpen, type RefundFlaw, type RefundState } from "./model.ts";
import type { ProviderRefund } from "./ports.ts";

/** What staff may make of a refund that does not end by itself. No I/O here. */

/**
 * `settle`: whoever paid has it. `release`: nobody has, and the customer gets it back. `redirect`: it is sent to an account
 * that the customer has saved. `dismiss`: what was flagged has been dealt with.
 */
export const WISHES = ["settle", "release", "redirect", "dismiss"] as const;
export type Wish = (typeof WISHES)[number];

/** What the provider says of it now; `undefined`: its list has no trace of it. */
export type Word = ProviderRefund | undefined;

/**
 * Throws unless this may be done as things stand. Against the provider's plain word nothing is done: two people decide
 * only where it contradicts the order, or has lost what it was given. Pure.
 */
export function checkWish(
  wish: Wish,
  refund: { readonly state: RefundState; readonly flaw?: RefundFlaw | undefined; readonly sends: number },
  told: Word,
): void {
  const isLost = refund.flaw === "lost" && told === undefined;
  if (wish === "dismiss") {
    if (isOpen(refund) || refund.flaw === undefined) throw errors.refund_not_flagged();
    return;
  }
  if (!isOpen(refund)) throw errors.refund_ended();
  switch (wish) {
    case "settle":
      if (told?.status !== "processed" && !isLost) throw errors.refund_not_paid();
      return;
    case "release": {
      const isNeverSent = refund.state === "reserved" && refund.sends === 0 && told === undefined;
      if (told?.status !== "failed" && !isLost && !isNeverSent) throw errors.refund_accepted();
      return;
    }
    case "redirect":
      if (told?.status !== "needs-attention") throw errors.refund_needs_nothing();
      return;
  }
}

/** The provider's list, or the refusal that it could not be read. */
export function heardOf<T>(
  listed: { readonly outcome: "listed"; readonly refunds: T } | { readonly outcome: "unknown"; readonly why: string },
): T {
  if (listed.outcome === "unknown") throw kernelErrors.unavailable(undefined, { context: { refunds: listed.why } });
  return listed.refunds;
}
