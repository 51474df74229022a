import type { Write } from "@cowry/table";
import { assert, derivedId, errors as kernelErrors, isError, now, present } from "../kernel/index.ts";
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
import { fence, refund, release, settlement } from "./ledger.ts";
import { currencyOf, type Flaw, isOpen, type PayoutFacts, readFacts, type Said } from "./model.ts";
import type { Transfer } from "./ports.ts";
import { findPayout, noteArrival, type PayoutState } from "./store.ts";
import { decideVerdict } from "./verdict.ts";

/**
 * The end of a payout. Each verb is one transaction whose conditions are the payout's status and the wallet's image:
 * it may run any number of times, from a step, a webhook and a sweep at once, and moves the money once.
 */

/** `moved`: by this call. `already`: before it. `open`: it could not be concluded on these grounds. */
export type Conclusion = "moved" | "already" | "open";

/** Facts change a few times in the life of a payout, and once more when somebody must look at it. */
const LOOKS_MAX = 5;

/**
 * Ends a payout on what stands there now: where somebody has noted something in it since it was read, it is read again.
 * 503 when that goes on, so that whoever brought the word brings it again.
 */
async function onNewest(
  seen: PayoutState,
  end: (newest: PayoutState) => Promise<Conclusion | "changed">,
): Promise<Conclusion> {
  const { transactionId } = seen.payout;
  let newest = seen;
  for (let looks = 1; looks <= LOOKS_MAX; looks++) {
    const conclusion = await end(newest);
    if (conclusion !== "changed") return conclusion;
    newest = present(await findPayout(transactionId), "a payout is never removed");
  }
  throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { transactionId } });
}

/** The money has left: what was reserved is spent. */
export function settlePayout(payout: Journal, said: Said, also: readonly Write[] = []): Promise<Conclusion> {
  return onNewest({ payout, dispatch: undefined }, async ({ payout: newest }) => {
    if (!isOpen(newest)) return "already";
    await remindOfFlaw(newest, 0);
    const total = newest.amount + newest.fee;
    const posted = await postOnWallet({
      ...walletOf(newest),
      decide: () => ({ available: 0n, reserved: -total, entry: entryOf(newest) }),
      journal: (leg) => settlement(newest, payoutLegs(newest, said, leg), endedBy(newest, said), now()),
      isDone: (stored) => !isOpen(stored),
      also,
    });
    return isStillOpen(posted) ? "changed" : conclusionOf(posted);
  });
}

/** The money has not left: what was reserved may be spent again, and counts towards no limit any more. */
export function releasePayout(payout: Journal, said: Said, also: readonly Write[] = []): Promise<Conclusion> {
  return giveBack(payout, said, [...fence(payout, said), ...also]);
}

/** The same on the provider's own word, which rests on nothing that was sent or not. */
function giveBack(payout: Journal, said: Said, also: readonly Write[]): Promise<Conclusion> {
  return onNewest({ payout, dispatch: undefined }, async ({ payout: newest }) => {
    if (!isOpen(newest)) return "already";
    await remindOfFlaw(newest, 0);
    const total = newest.amount + newest.fee;
    const atMs = now();
    const counted = { amount: newest.amount, orderedAtMs: newest.createdAtMs };
    const posted = await postOnWallet({
      ...walletOf(newest),
      decide: (wallet) => ({ available: total, reserved: -total, usage: countBack(wallet, counted, atMs) }),
      journal: release(newest, said, endedBy(newest, said), atMs),
      isDone: (stored) => !isOpen(stored),
      also,
    });
    return isStillOpen(posted) ? "changed" : conclusionOf(posted);
  });
}

/** The journal's condition did not hold, and it was not for the status: its facts have changed. */
function isStillOpen(posted: Posted): boolean {
  return !posted.posted && posted.by === "journal" && posted.journal !== undefined && isOpen(posted.journal);
}

/**
 * The bank sent the money back after it had left: a new transaction mirrors the first, fee included, once. What the
 * wallet may not receive is booked where staff find it.
 */
export function refundPayout(payout: Journal, said: Said, also: readonly Write[] = []): Promise<Conclusion> {
  return onNewest({ payout, dispatch: undefined }, ({ payout: newest }) => refundOnce(newest, said, also));
}

async function refundOnce(payout: Journal, said: Said, also: readonly Write[]): Promise<Conclusion | "changed"> {
  if (payout.status !== "completed" || payout.legs === undefined) return "already";
  await remindOfFlaw(payout, 0);
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

/** The payout is reversed by now, by another delivery with the very same refund, or somebody has noted something in it. */
function refundConclusion(posted: Posted): Conclusion | "changed" {
  const isChanged = !posted.posted && posted.by === "also" && posted.rule === "original";
  return isChanged ? "changed" : conclusionOf(posted);
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
): Promise<Conclusion | "changed"> {
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

/**
 * What the provider's word on a transfer does to its payout, whoever brings it. Undefined: no payout of ours. Where another
 * word came between our look and our write, it is asked once more what this one means: "reversed" of a payout that was
 * paid gives the money back, "success" of one that was released is for staff.
 */
export async function concludeByTransfer(transactionId: string, transfer: Transfer): Promise<Conclusion | undefined> {
  const state = await findPayout(transactionId);
  return state === undefined ? undefined : onNewest(state, (newest) => heedWord(newest, transfer));
}

async function heedWord({ payout, dispatch }: PayoutState, transfer: Transfer): Promise<Conclusion | "changed"> {
  await remindOfFlaw(payout);
  const verdict = decideVerdict(payout, transfer);
  // What does not end the payout still proves that the provider has it.
  if (isOpen(payout) && (verdict.do === "wait" || verdict.do === "flag")) {
    await noteArrival(payout.transactionId, dispatch);
  }
  switch (verdict.do) {
    case "settle":
      return overtaken(await settlePayout(payout, verdict.said));
    case "release":
      return overtaken(await giveBack(payout, verdict.said, []));
    case "refund":
      return refundPayout(payout, verdict.said);
    case "flag":
      if (!(await flagPayout(payout, verdict.flaw, verdict.said))) return "changed";
      return isOpen(payout) ? "open" : "already";
    case "wait":
      return "open";
    case "nothing":
      return "already";
  }
}

/** It was open when this word was heard, and another has ended it. */
function overtaken(conclusion: Conclusion): Conclusion | "changed" {
  return conclusion === "already" ? "changed" : conclusion;
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
  return { ...facts, providerStatus: status, transferCode: transferCode ?? facts.transferCode };
}

function walletOf(payout: Journal) {
  return { transactionId: payout.transactionId, userId: payout.owner, currency: currencyOf(payout) };
}

/** One of `also` does not hold: what this rests on is not so any more, and nothing is known yet. */
function conclusionOf(posted: Posted): Conclusion {
  if (posted.posted) return "moved";
  return posted.by === "also" ? "open" : "already";
}
