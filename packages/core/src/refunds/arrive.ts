import { alertStaff, errors as kernelErrors, now } from "../kernel/index.ts";
import { bookingOf, findTopup, topupIdFor } from "../topups/index.ts";
import { bookUnordered, concludeRefund } from "./conclude.ts";
import type { RefundProvider } from "./ports.ts";
import { lookAfterRefund, ofOurs } from "./send.ts";
import { listOpenRefunds, refundsOf } from "./store.ts";

/** Refunds of which we hear: by an event, or because we ask. */

/**
 * An event says only that something happened to a refund of this charge: it may name neither the refund nor, rightly, its
 * amount, and comes in any order. So the provider is asked for all refunds of the charge, and each is brought to where
 * it stands. Throws `unavailable` when it does not answer, so that the event comes again.
 */
export async function receiveRefund(chargeReference: string, provider: RefundProvider): Promise<string> {
  const topupId = topupIdFor(chargeReference);
  const topup = await findTopup(topupId);
  if (topup === undefined) {
    alertStaff({ alert: "refund_without_topup", transactionId: topupId });
    return "not_ours";
  }
  const listed = await provider.listRefunds(chargeReference);
  if (listed.outcome === "unknown") throw kernelErrors.unavailable(undefined, { context: { refunds: listed.why } });
  const ours = await refundsOf(topupId);
  let moved = false;
  for (const told of listed.refunds) {
    const refund = ours.find((one) => ofOurs(one, [told]) !== undefined);
    if (refund !== undefined) moved = (await concludeRefund(refund, told)) === "moved" || moved;
    // What pays for a dispute is booked with the dispute. One whose order is on its way may not know its reference yet.
    else if (told.disputeId === undefined && told.status === "processed" && told.domain === provider.mode) {
      const booking = bookingOf(topup, { reference: chargeReference, mode: told.domain });
      // Nobody has what was never booked: nothing of it is taken from anybody.
      if (booking === "never") continue;
      // The charge itself was not booked yet: what goes back waits for what came in.
      if (booking === "awaited") throw kernelErrors.unavailable(undefined, { context: { charge: "not_booked" } });
      moved = (await bookUnordered(told, { topupId, chargeReference })) || moved;
    }
  }
  return moved ? "moved" : "noted";
}

/** For how long one sweep begins anything: its door runs longer. */
export const SWEEP_MS = 4 * 60_000;

/** Looks after all refunds that are not over. One that fails does not keep the others waiting. */
export async function sweepRefunds(provider: RefundProvider, budgetMs = SWEEP_MS): Promise<void> {
  const startedAt = performance.now();
  for await (const refunds of listOpenRefunds()) {
    for (const refund of refunds) {
      if (performance.now() - startedAt >= budgetMs) {
        alertStaff({ alert: "refund_sweep_unfinished" });
        return;
      }
      await lookAfterRefund(refund, provider, now()).catch(() => {
        alertStaff({ alert: "refund_sweep_failed", transactionId: refund.refundId });
      });
    }
  }
}
