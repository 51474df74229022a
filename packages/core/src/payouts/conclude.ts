import { alertStaff, assert, derivedId, fromWire, now } from "../kernel/index.ts";
import { type Journal, type Leg, type Movement, type Posted, postOnWallet, type WalletLeg } from "../wallet/index.ts";
import { payoutFee } from "./fees.ts";
import { currencyOf, type Flaw, isOpen, type PayoutFacts, readFacts, type Said } from "./model.ts";
import { paidTwice, refund, release, settlement } from "./ledger.ts";
import { commitFlaw, findPayout, noteArrival } from "./store.ts";
import { decideVerdict } from "./verdict.ts";
import type { Transfer } from "./ports.ts";

/**
 * The end of a payout. Each verb is one transaction whose conditions are the payout's status and the wallet's image:
 * it may run any number of times, from a step, a webhook and a sweep at once, and moves the money once.
 */

/** `moved`: by this call. `already`: before it. `open`: it could not be concluded on these grounds. */
export type Conclusion = "moved" | "already" | "open";

/** The money has left: what was reserved is spent. */
export async function settlePayout(payout: Journal, said: Said): Promise<Conclusion> {
  if (!isOpen(payout)) return "already";
  const total = payout.amount + payout.fee;
  const posted = await postOnWallet({
    ...walletOf(payout),
    decide: () => ({ available: 0n, reserved: -total, entry: entryOf(payout) }),
    journal: (leg) => settlement(payout, payoutLegs(payout, said, leg), endedBy(payout, said), now()),
    isDone: (stored) => !isOpen(stored),
  });
  return conclusionOf(posted);
}

/** The money has not left: what was reserved may be spent again. */
export async function releasePayout(payout: Journal, said: Said): Promise<Conclusion> {
  if (!isOpen(payout)) return "already";
  const total = payout.amount + payout.fee;
  const posted = await postOnWallet({
    ...walletOf(payout),
    decide: () => ({ available: total, reserved: -total }),
    ...release(payout, said, endedBy(payout, said), now()),
    isDone: (stored) => !isOpen(stored),
  });
  // Another sending has begun since the refusal that this rests on: nothing is known yet.
  if (!posted.posted && posted.by === "also") return "open";
  return conclusionOf(posted);
}

/** The bank sent the money back after it had left: a new transaction mirrors the first, fee included, once. */
export async function refundPayout(payout: Journal, said: Said): Promise<Conclusion> {
  if (payout.status !== "completed" || payout.legs === undefined) return "already";
  const atMs = now();
  const total = payout.amount + payout.fee;
  const refunding: Journal = {
    transactionId: derivedId("payouts/refund", payout.transactionId),
    kind: "refund",
    status: "completed",
    currency: payout.currency,
    amount: total,
    fee: 0n,
    owner: payout.owner,
    counterparty: payout.counterparty,
    by: "provider:paystack",
    reference: payout.reference,
    mode: payout.mode,
    createdAtMs: atMs,
    completedAtMs: atMs,
    external: { refunds: payout.transactionId },
  };
  const { kind, counterparty, transactionId } = refunding;
  const posted = await postOnWallet({
    ...walletOf(refunding),
    decide: (): Movement => ({ available: total, reserved: 0n, entry: { transactionId, kind, counterparty } }),
    ...refund(payout, refunding, mirrored(payout), endedBy(payout, said)),
  });
  // The original has been reversed by another delivery, with the very same refund.
  if (!posted.posted && posted.by === "also") return "already";
  return conclusionOf(posted);
}

/** What the provider's word on a transfer does to its payout, whoever brings it. Undefined: no payout of ours. */
export async function concludeByTransfer(transactionId: string, transfer: Transfer): Promise<Conclusion | undefined> {
  const state = await findPayout(transactionId);
  if (state === undefined) return undefined;
  const { payout } = state;
  const verdict = decideVerdict(payout, transfer);
  // What does not end the payout still proves that the provider has it.
  if (isOpen(payout) && (verdict.do === "wait" || verdict.do === "flag")) {
    await noteArrival(transactionId, state.dispatch);
  }
  switch (verdict.do) {
    case "settle":
      return settlePayout(payout, verdict.said);
    case "release":
      return releasePayout(payout, verdict.said);
    case "refund":
      return refundPayout(payout, verdict.said);
    case "flag":
      await flagPayout(payout, verdict.flaw, verdict.said);
      return isOpen(payout) ? "open" : "already";
    case "wait":
      return "open";
    case "nothing":
      return "already";
  }
}

/**
 * Notes what a person must look at. Money that left after the customer had it back is booked against suspense, so that
 * our books go on saying what the provider holds for us.
 */
export async function flagPayout(payout: Journal, flaw: Flaw, said: Said): Promise<void> {
  const facts: PayoutFacts = { ...readFacts(payout), flaw };
  if (flaw === "paid_after_release") {
    const first = await paidTwice(payout, facts, lossOf(payout, said));
    if (!first) return;
  } else if (readFacts(payout).flaw === flaw || !(await commitFlaw(payout, facts))) {
    return;
  }
  alertStaff({ alert: `payout_${flaw}`, transactionId: payout.transactionId });
}

function lossOf(payout: Journal, said: Said): Journal {
  const { currency, amount } = payout;
  const atMs = now();
  const cost = providerFee(payout, said);
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

/** The customer's money goes out through the provider, whose fee is our expense; the customer's fee is our revenue. */
export function payoutLegs(payout: Journal, said: Said, leg: WalletLeg | undefined): readonly Leg[] {
  const { amount, fee, currency } = payout;
  assert(leg !== undefined, "what is spent has an entry");
  const cost = providerFee(payout, said);
  return [
    leg,
    { account: `clearing:paystack:${currency}`, amount: amount + cost },
    { account: `revenue:payout_fees:${currency}`, amount: fee },
    { account: `expense:provider_fees:${currency}`, amount: -cost },
  ];
}

/** As the provider says, else as it publishes. */
function providerFee(payout: Journal, { fee }: Said): bigint {
  return fee === null ? payoutFee(payout.amount, currencyOf(payout)) : fromWire(fee);
}

/** The legs of a refund: each of the payout's the other way round, the wallet's with its new place in the chain. */
export function mirrored(payout: Journal) {
  return (leg: WalletLeg | undefined): readonly Leg[] => {
    assert(leg !== undefined && payout.legs !== undefined, "a refund mirrors legs, and has an entry");
    const others = payout.legs.filter(({ account }) => account !== leg.account);
    return [leg, ...others.map(({ account, amount }) => ({ account, amount: -amount }))];
  };
}

function entryOf({ transactionId, kind, fee, counterparty, reference }: Journal) {
  return { transactionId, kind, fee, counterparty, reference, external: true } as const;
}

function endedBy(payout: Journal, { status, transferCode }: Said): PayoutFacts {
  return { ...readFacts(payout), providerStatus: status, transferCode: transferCode ?? undefined };
}

function walletOf(payout: Journal) {
  return { transactionId: payout.transactionId, userId: payout.owner, currency: currencyOf(payout) };
}

function conclusionOf(posted: Posted): Conclusion {
  return posted.posted ? "moved" : "already";
}
