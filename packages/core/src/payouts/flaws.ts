import { alertStaff, derivedId, MINUTE, newId, now } from "../kernel/index.ts";
import type { Journal, Leg } from "../wallet/index.ts";
import { providerFee } from "./fees.ts";
import { paidTwice } from "./ledger.ts";
import { currencyOf, type Flaw, isOpen, type PayoutFacts, readFacts, type Said } from "./model.ts";
import { commitFacts, findPayout, flaggedPlace } from "./store.ts";

/**
 * What needs a person: it is noted in the payout first and told after, by whoever noted it. Should he have been cut off
 * in between, whoever meets the payout next tells it; so that staff hear of each flaw, and of most of them once.
 */

/**
 * Notes what a person must look at. Money that left after the customer had it back is booked against suspense, so that
 * our books go on saying what the provider holds for us. False when the payout has changed since it was read: then what
 * was seen may not be so any more, and nothing is noted.
 */
export async function flagPayout(payout: Journal, flaw: Flaw, said: Said): Promise<boolean> {
  const before = readFacts(payout);
  if (before.flaw === flaw) return true;
  if (isUntold(before)) {
    // One that nobody may come to tell any more must not be written over.
    await tell(payout);
    return false;
  }
  const facts = flawed(before, flaw);
  let isBooked = false;
  if (flaw === "paid_after_release") isBooked = (await paidTwice(payout, facts, lossOf(payout, said))) !== "changed";
  else await commitFacts(payout, facts, isOpen(payout) ? undefined : flaggedPlace(payout));
  // Told even where it seems to have been booked before: by this very write, perhaps, whose answer was lost.
  return (await tellOfFlaw(payout.transactionId, facts)) || isBooked;
}

/** The facts with a flaw, under a name that tells our own note from a twin's. */
export function flawed(facts: PayoutFacts, flaw: Flaw): PayoutFacts & Required<Pick<PayoutFacts, "noted">> {
  return { ...facts, flaw, noted: { id: newId(), atMs: now() } };
}

/**
 * Tells staff, and is true, if the note that is stored is this one: a write whose answer was lost has still been made.
 */
export async function tellOfFlaw(transactionId: string, { noted }: PayoutFacts): Promise<boolean> {
  const stored = await findPayout(transactionId);
  if (stored === undefined || noted === undefined || readFacts(stored.payout).noted?.id !== noted.id) return false;
  await tell(stored.payout);
  return true;
}

/** Whoever noted a flaw has told it within this time, or never will. */
const TOLD_WITHIN_MS = MINUTE;

/** Tells staff of a flaw that was noted and never told. Who ends the payout does not wait: nobody may come after. */
export async function remindOfFlaw(payout: Journal, afterMs = TOLD_WITHIN_MS): Promise<void> {
  const facts = readFacts(payout);
  if (isUntold(facts) && now() - (facts.noted?.atMs ?? 0) >= afterMs) await tell(payout);
}

const isUntold = ({ noted }: PayoutFacts): boolean => noted !== undefined && noted.told !== true;

async function tell(payout: Journal): Promise<void> {
  const facts = readFacts(payout);
  const { flaw = "", noted } = facts;
  alertStaff({ alert: `payout_${flaw}`, transactionId: payout.transactionId });
  if (noted !== undefined) await commitFacts(payout, { ...facts, noted: { ...noted, told: true } });
}

function lossOf(payout: Journal, said: Said): Journal {
  const { currency, amount } = payout;
  const atMs = now();
  const cost = providerFee(amount, currencyOf(payout), said.fee);
  const legs: readonly Leg[] = [
    { account: `clearing:paystack:${currency}`, amount: amount + cost },
    { account: `suspense:payouts:${currency}`, amount: -amount },
    { account: `expense:provider_fees:${currency}`, amount: -cost },
  ];
  return {
    transactionId: derivedId("payouts/paid-after-release", payout.transactionId),
    kind: "adjustment",
    status: "completed",
    currency,
    amount,
    fee: 0n,
    owner: "system",
    by: "provider:paystack",
    mode: payout.mode,
    createdAtMs: atMs,
    completedAtMs: atMs,
    legs,
    external: { paid: payout.transactionId },
  };
}
