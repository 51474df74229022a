import type { Journal } from "../wallet/index.ts";
import { type Failure, type Flaw, isOpen, readFacts, type Said, type WaitsFor } from "./model.ts";
import type { Transfer } from "./ports.ts";
import { providerReference, toWire } from "../kernel/index.ts";

/** What a provider's word means for the money. */
export type Standing = "sent" | "returned" | "open";

/** Statuses after which the money is back in our balance at the provider, for good. */
const RETURNED = new Set(["failed", "reversed", "abandoned", "blocked", "rejected"]);

/** It never reached the bank: a code that nobody entered, an approval that was not given. */
const NOT_APPROVED = new Set(["abandoned", "blocked", "rejected"]);

/** Why the customer has the money back, where this word ends a payout; null where it does not. */
export function failureOf(status: string): Failure | null {
  if (standing(status) !== "returned") return null;
  return NOT_APPROVED.has(status) ? "not_approved" : "returned_by_bank";
}

/** What the provider waits for from us before it goes on; undefined where it is the bank's turn. */
export function waitsFor(status: string): WaitsFor | undefined {
  if (status === "otp") return "otp";
  return status === "received" ? "approval" : undefined;
}

/** A word we do not know is no end: we ask again. */
export function standing(status: string): Standing {
  if (status === "success") return "sent";
  return RETURNED.has(status) ? "returned" : "open";
}

/** Whether this transfer is the one we ordered: our reference alone does not prove what it paid, nor to whom. */
export function isAsOrdered(payout: Journal, transfer: Transfer): boolean {
  return (
    transfer.reference === providerReference(payout.transactionId) &&
    transfer.amount === payout.amount &&
    transfer.currency === payout.currency &&
    transfer.domain === payout.mode &&
    (transfer.recipientCode === undefined || transfer.recipientCode === readFacts(payout).recipientCode)
  );
}

/** The provider's own word: it rests on none of our sendings. */
type Told = Said & { readonly afterSend: null };

export type Verdict =
  | { readonly do: "settle" | "release" | "refund"; readonly said: Told }
  /** A person must look; no money moves but, for `paid_after_release`, in our own accounts. */
  | { readonly do: "flag"; readonly flaw: Flaw; readonly said: Told }
  | { readonly do: "wait" }
  | { readonly do: "nothing" };

/**
 * What a transfer, as the provider tells it, asks of a payout as it stands. Events come twice, late and out of order;
 * so the two states decide, never the event.
 */
export function decideVerdict(payout: Journal, transfer: Transfer): Verdict {
  const said = saidBy(transfer);
  const stands = standing(transfer.status);
  if (!isAsOrdered(payout, transfer)) return { do: "flag", flaw: "differs_from_order", said };
  if (isOpen(payout)) {
    if (stands === "open") return { do: "wait" };
    return { do: stands === "sent" ? "settle" : "release", said };
  }
  if (payout.status === "completed" && stands === "returned") {
    // Only a reversal may follow a success; anything else contradicts itself.
    return transfer.status === "reversed" ? { do: "refund", said } : { do: "flag", flaw: "failed_after_success", said };
  }
  // A success that was overtaken by its own reversal is old news; after any other release money has left twice.
  const overtaken = readFacts(payout).providerStatus === "reversed";
  if (payout.status === "failed" && stands === "sent" && !overtaken) {
    return { do: "flag", flaw: "paid_after_release", said };
  }
  return { do: "nothing" };
}

function saidBy({ status, transferCode, fee }: Transfer): Told {
  return {
    status,
    transferCode,
    fee: fee === undefined ? null : toWire(fee),
    failure: failureOf(status),
    afterSend: null,
  };
}
