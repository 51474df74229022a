import { seal, unseal } from "../kernel/index.ts";
import type { Journal } from "../wallet/index.ts";

/**
 * Whose a top-up is, sent to the provider with the order and told back with the charge, so that order and wallet are one
 * read. Sealed: the provider learns nobody's id. It says what to read, and decides nothing.
 */

/** Authenticated: one that was moved to another top-up does not open. */
const contextOf = (transactionId: string) => `topup:${transactionId}:owner`;

export function ownerHint({ transactionId, owner }: Pick<Journal, "transactionId" | "owner">): string {
  return seal(owner, contextOf(transactionId));
}

/** Undefined where there is none, or none that opens: of a key that is gone, of an order made elsewhere. */
export function openHint(transactionId: string, hint: string | undefined): string | undefined {
  if (hint === undefined) return undefined;
  try {
    return unseal(hint, contextOf(transactionId));
  } catch {
    // Without it the wallet is read after the order.
    return undefined;
  }
}
