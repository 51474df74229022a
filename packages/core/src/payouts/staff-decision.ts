import { errors as kernelErrors } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { type Failure, isOpen, readFacts, type Said } from "./model.ts";
import type { FindOutcome, Transfer } from "./ports.ts";
import type { PayoutState } from "./store.ts";
import { failureOf, isAsOrdered, standing } from "./verdict.ts";
import { DOUBT_ENDS_MS, OVERDUE_MS } from "./waits.ts";

/** What staff may say the end of a payout is. No I/O here. */

export const WISHES = ["settle", "release", "reverse", "dismiss"] as const;
export type Wish = (typeof WISHES)[number];

/**
 * The end that staff wish for, if what the provider says now allows it; throws what it does not. Two people may end what
 * the provider lost, or what contradicts itself; against its plain word they may nothing. Pure.
 */
export function decideByStaff(wish: Wish, state: PayoutState, found: FindOutcome, atMs: number): Said {
  if (found.outcome === "unknown") throw kernelErrors.unavailable(undefined, { context: { transfer: found.why } });
  switch (wish) {
    case "settle":
      return decideSettling(state, found, atMs);
    case "release":
      return decideRelease(state, found, atMs);
    case "reverse":
      return decideReversal(state, found);
    case "dismiss":
      return decideDismissal(state);
  }
}

type Found = Exclude<FindOutcome, { readonly outcome: "unknown" }>;

/** The provider has paid it, or has lost what it had for three days: then its bank's word counts, as staff have it. */
function decideSettling(state: PayoutState, found: Found, atMs: number): Said {
  checkOpen(state);
  const isPaid = found.outcome === "found" && standing(found.status) === "sent";
  if (!isPaid && !isLost(state, found, atMs)) throw errors.payout_not_paid();
  return saidOf(found, null);
}

/**
 * Provably not accepted: the provider gave it back, or has no trace of it and can have none any more. A sending whose
 * answer we do not know counts as under way for an hour; one that arrived once, until it is lost.
 */
function decideRelease(state: PayoutState, found: Found, atMs: number): Said {
  checkOpen(state);
  const { dispatch } = state;
  if (found.outcome === "found") {
    const failure = failureOf(found.status);
    if (failure === null) throw errors.payout_accepted();
    return saidOf(found, failure);
  }
  if (isLost(state, found, atMs)) return saidOf(found, "provider_unavailable");
  const doubtAtMs = dispatch?.doubtAtMs;
  const isInDoubt = doubtAtMs !== undefined && atMs - doubtAtMs < DOUBT_ENDS_MS;
  if (dispatch?.arrivedAtMs !== undefined || isInDoubt) throw errors.payout_accepted();
  return { ...saidOf(found, "provider_unavailable"), status: "not_sent", afterSend: dispatch?.sends ?? 0 };
}

/** Money that came back after it had left. While the provider calls it paid, it has not come back. */
function decideReversal({ payout }: PayoutState, found: Found): Said {
  if (payout.status !== "completed") throw errors.payout_ended();
  if (found.outcome === "found" && isAsOrdered(payout, found) && standing(found.status) !== "returned") {
    throw errors.payout_still_paid();
  }
  return { ...saidOf(found, "returned_by_bank"), status: "reversed" };
}

function decideDismissal({ payout }: PayoutState): Said {
  if (isOpen(payout) || readFacts(payout).flaw === undefined) throw errors.payout_not_flagged();
  return { status: "dismissed", transferCode: null, fee: null, failure: null, afterSend: null };
}

function checkOpen({ payout }: PayoutState): void {
  if (!isOpen(payout)) throw errors.payout_ended();
}

/** It had it once, and has had no trace of it for as long as we wait for anything. */
function isLost({ dispatch }: PayoutState, { outcome }: Found, atMs: number): boolean {
  const { arrivedAtMs } = dispatch ?? {};
  return outcome === "not_found" && arrivedAtMs !== undefined && atMs - arrivedAtMs >= OVERDUE_MS;
}

function saidOf(found: Found, failure: Failure | null): Said {
  const told: Transfer | undefined = found.outcome === "found" ? found : undefined;
  const fee = told?.fee === undefined ? null : Number(told.fee);
  const { status = "said_by_staff", transferCode = null } = told ?? {};
  return { status, transferCode, fee, failure, afterSend: null };
}
