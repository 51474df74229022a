import type { Write } from "@cowry/table";
import { assert, derivedId, errors as kernelErrors, isError, now } from "../kernel/index.ts";
import {
  countBack,
  CREDITABLE,
  errors as walletErrors,
  type Journal,
  type Leg,
  type Movement,
  type Posted,
  postOnWallet,
  walletAccount,
  type WalletLeg,
} from "../wallet/index.ts";
import { providerFee } from "./fees.ts";
import { flagPayout, flawed, remindOfFlaw, tellOfFlaw } from "./flaws.ts";
import { refund, release, settlement } from "./ledger.ts";
import { currencyOf, type Flaw, isOpen, type PayoutFacts, readFacts, type Said } from "./model.ts";
import type { Transfer } from "./ports.ts";
import { findPayout, noteArrival } from "./store.ts";
import { decideVerdict } from "./verdict.ts";

/**
 * The end of a payout. Each verb is one transaction whose conditions are the payout's status and the wallet's image:
 * it may run any number of times, from a step, a webhook and a sweep at once, and moves the money once.
 */

/** `moved`: by this call. `already`: before it. `open`: it could not be concluded on these grounds. */
export type Conclusion = "moved" | "already" | "open";

/** The money has left: what was reserved is spent. */
export async function settlePayout(payout: Journal, said: Said, also: readonly Write[] = []): Promise<Conclusion> {
  if (!isOpen(payout)) return "already";
  await remindOfFlaw(payout, 0);
  const total = payout.amount + payout.fee;
  const posted = await postOnWallet({
    ...walletOf(payout),
    decide: () => ({ available: 0n, reserved: -total, entry: entryOf(payout) }),
    journal: (leg) => settlement(payout, payoutLegs(payout, said, leg), endedBy(payout, said), now()),
    isDone: (stored) => !isOpen(stored),
    also,
  });
  return conclusionOf(posted);
}

/** The money has not left: what was reserved may be spent again, and counts towards no limit any more. */
export async function releasePayout(payout: Journal, said: Said, also: readonly Write[] = []): Promise<Conclusion> {
  if (!isOpen(payout)) return "already";
  await remindOfFlaw(payout, 0);
  const total = payout.amount + payout.fee;
  const atMs = now();
  const counted = { amount: payout.amount, orderedAtMs: payout.createdAtMs };
  const ending = release(payout, said, endedBy(payout, said), atMs);
  const posted = await postOnWallet({
    ...walletOf(payout),
    decide: (wallet) => ({ available: total, reserved: -total, usage: countBack(wallet, counted, atMs) }),
    journal: ending.journal,
    isDone: (stored) => !isOpen(stored),
    also: [...(ending.also ?? []), ...also],
  });
  return conclusionOf(posted);
}

/**
 * The bank sent the money back after it had left: a new transaction mirrors the first, fee included, once. What the
 * wallet may not receive is booked where staff find it.
 */
export async function refundPayout(payout: Journal, said: Said, also: readonly Write[] = []): Promise<Conclusion> {
  if (payout.status !== "completed" || payout.legs === undefined) return "already";
  const refunding = refundOf(payout);
  const { kind, counterparty, transactionId, amount } = refunding;
  const plan = refund(payout, refunding, mirrored(payout), endedBy(payout, said));
  try {
    const posted = await postOnWallet({
      ...walletOf(refunding),
      decide: ({ status }): Movement => {
        if (!CREDITABLE.includes(status)) throw walletErrors.wallet_blocked();
        const entry = { transactionId, kind, counterparty };
        return { available: amount, reserved: 0n, entry, whileStatus: CREDITABLE };
      },
      journal: plan.journal,
      also: [...(plan.also ?? []), ...also],
    });
    return refundConclusion(posted);
  } catch (error) {
    if (!isError(error, walletErrors.wallet_blocked)) throw error;
    return suspendRefund(payout, refunding, said, also);
  }
}

/** Reversed by another delivery, with the very same refund, whichever of its writes tells us. */
function refundConclusion(posted: Posted): Conclusion {
  const isReversed = !posted.posted && posted.by === "also" && posted.rule === "original";
  return isReversed ? "already" : conclusionOf(posted);
}

function refundOf(payout: Journal): Journal {
  const atMs = now();
  return {
    transactionId: derivedId("payouts/refund", payout.transactionId),
    kind: "refund",
    status: "completed",
    currency: payout.currency,
    amount: payout.amount + payout.fee,
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
}

/** The wallet is blocked or closed: the money stays with us until staff decide. */
async function suspendRefund(
  payout: Journal,
  refunding: Journal,
  said: Said,
  also: readonly Write[],
): Promise<Conclusion> {
  const flaw = "wallet_closed_to_credits" satisfies Flaw;
  const { transactionId, currency, amount, external } = refunding;
  const held: Journal = { ...refunding, status: "held", completedAtMs: undefined, external: { ...external, flaw } };
  const suspense: Leg = { account: `suspense:refunds:${currency}`, amount };
  const facts = flawed(endedBy(payout, said), flaw);
  const plan = refund(payout, held, () => mirrored(payout)(suspense), facts);
  const posted = await postOnWallet({
    ...walletOf(held),
    decide: ({ status }): Movement => {
      // Opened again in this very moment: the provider is asked or tells us again, and then it can be credited.
      if (CREDITABLE.includes(status)) throw kernelErrors.unavailable(undefined, { context: { transactionId } });
      return { available: 0n, reserved: 0n, whileStatus: ["blocked", "closed"] };
    },
    journal: plan.journal,
    also: [...(plan.also ?? []), ...also],
  });
  await tellOfFlaw(payout.transactionId, facts);
  return refundConclusion(posted);
}

/** What the provider's word on a transfer does to its payout, whoever brings it. Undefined: no payout of ours. */
export async function concludeByTransfer(transactionId: string, transfer: Transfer): Promise<Conclusion | undefined> {
  const state = await findPayout(transactionId);
  if (state === undefined) return undefined;
  const { payout } = state;
  await remindOfFlaw(payout);
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

/** The customer's money goes out through the provider, whose fee is our expense; the customer's fee is our revenue. */
export function payoutLegs(payout: Journal, said: Said, leg: WalletLeg | undefined): readonly Leg[] {
  const { amount, fee, currency } = payout;
  assert(leg !== undefined, "what is spent has an entry");
  const cost = providerFee(payout.amount, currencyOf(payout), said.fee);
  return [
    leg,
    { account: `clearing:paystack:${currency}`, amount: amount + cost },
    { account: `revenue:payout_fees:${currency}`, amount: fee },
    { account: `expense:provider_fees:${currency}`, amount: -cost },
  ];
}

/** The legs of a refund: each of the payout's the other way round, but for the wallet's, which `credited` replaces. */
export function mirrored(payout: Journal) {
  return (credited: Leg | undefined): readonly Leg[] => {
    assert(credited !== undefined && payout.legs !== undefined, "a refund mirrors legs, and credits something");
    const wallet = walletAccount(payout.owner, payout.currency);
    const others = payout.legs.filter(({ account }) => account !== wallet);
    return [credited, ...others.map(({ account, amount }) => ({ account, amount: -amount }))];
  };
}

function entryOf({ transactionId, kind, fee, counterparty, reference }: Journal) {
  return { transactionId, kind, fee, counterparty, reference, external: true } as const;
}

function endedBy(payout: Journal, { status, transferCode }: Said): PayoutFacts {
  const { waitsFor: _, waitsSinceMs: __, ...facts } = readFacts(payout);
  return { ...facts, providerStatus: status, transferCode: transferCode ?? undefined };
}

function walletOf(payout: Journal) {
  return { transactionId: payout.transactionId, userId: payout.owner, currency: currencyOf(payout) };
}

/** One of `also` does not hold: what this rests on is not so any more, and nothing is known yet. */
function conclusionOf(posted: Posted): Conclusion {
  if (posted.posted) return "moved";
  return posted.by === "also" ? "open" : "already";
}
