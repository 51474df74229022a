import { absent, put, transact, type Write } from "@cowry/table";
import {
  alertStaff,
  CurrencyCode,
  derivedId,
  errors as kernelErrors,
  isError,
  jitter,
  now,
  present,
} from "../kernel/index.ts";
import { findTopup, givenBack } from "../topups/index.ts";
import {
  CREDITABLE,
  errors as walletErrors,
  type Journal,
  journal,
  journalPlace,
  type Leg,
  movedMoney,
  postOnWallet,
  systemAccount,
  SYSTEM_OWNER,
  unorderedReference,
} from "../wallet/index.ts";
import { decideRefund, FAILED_REFUND, PROVIDER_REFUND, type RefundFlaw } from "./model.ts";
import type { ProviderRefund } from "./ports.ts";
import { inTransit } from "./propose.ts";
import { commitChange, readRefund, type Refund, type RefundChange, refundChange } from "./store.ts";
import { bookTakenBack } from "./taken-back.ts";

/**
 * What the provider's word makes of a refund. Each verb is one transaction whose conditions are the refund's image and
 * the journal that is not there yet: whoever brings the word, and however often, money moves once.
 */

/** `moved`: by this call. `noted`: no money moves by it. `already`: nothing is new. */
export type Concluded = "moved" | "noted" | "already";

const TRIES_MAX = 12;

export async function concludeRefund(read: Refund, told: ProviderRefund): Promise<Concluded> {
  let refund: Refund | undefined = read;
  for (let tries = 1; tries <= TRIES_MAX && refund !== undefined; tries++) {
    const done = await carryOut(refund, told);
    if (done !== "again") return done;
    await new Promise((resolve) => setTimeout(resolve, jitter() * Math.min(200, 10 * 2 ** tries)));
    refund = await readRefund(refund);
  }
  throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { refundId: read.refundId } });
}

async function carryOut(refund: Refund, told: ProviderRefund): Promise<Concluded | "again"> {
  const verdict = decideRefund(refund, told);
  const heard = { providerId: told.id, providerStatus: told.status };
  switch (verdict.do) {
    case "settle":
      return settleRefund(refund, heard);
    case "release":
      return releaseRefund(refund, heard);
    case "attend":
      // Told before it is noted: who is stopped in between tells it again, who notes it first might never.
      alertStaff({ alert: "refund_needs_attention", transactionId: refund.refundId });
      return (await commitChange(refund, { ...heard, state: "needs_attention" })) === undefined ? "again" : "noted";
    case "note":
      return (await commitChange(refund, { ...heard, state: "ordered" })) === undefined ? "again" : "noted";
    case "flag":
      return flag(refund, told, verdict.flaw);
    case "nothing":
      return "already";
  }
}

type Heard = Pick<RefundChange, "providerId" | "providerStatus">;

/** It has reached whoever paid: what was in transit is gone. */
export async function settleRefund(
  refund: Refund,
  heard: Heard,
  besides: readonly Write[] = [],
): Promise<Concluded | "again"> {
  const { topupId, refundId, amount, currency, mode } = refund;
  const topup = await findTopup(topupId);
  if (topup === undefined) return "already";
  const atMs = now();
  const legs: readonly Leg[] = [
    inTransit(currency, -amount),
    { account: systemAccount("clearing:paystack", currency), amount },
  ];
  const settlement: Journal = {
    transactionId: derivedId("refunds/settlement", refundId),
    kind: "adjustment",
    status: "completed",
    currency,
    amount,
    fee: 0n,
    owner: SYSTEM_OWNER,
    ...movedMoney(legs),
    by: "provider:paystack",
    mode,
    createdAtMs: atMs,
    completedAtMs: atMs,
    external: { settles: refundId },
  };
  const outcome = await transact([
    put(journal, settlement, { rule: "journal", when: [absent()] }),
    refundChange(refund, { ...heard, state: "processed" }),
    givenBack(topup, { ordered: 0n, returned: amount }),
    ...besides,
  ]);
  if (outcome.committed) return "moved";
  return "again";
}

/** It has not reached anybody: the money is the customer's again, or waits in suspense, of which its journal tells staff. */
export async function releaseRefund(
  refund: Refund,
  heard: Heard,
  besides: readonly Write[] = [],
): Promise<Concluded | "again"> {
  const { refundId, topupId, amount, currency: code, mode, owner: userId } = refund;
  const currency = CurrencyCode.parse(code);
  const topup = await findTopup(topupId);
  if (topup === undefined) return "already";
  const transactionId = derivedId("refunds/release", refundId);
  const atMs = now();
  const { counterparty } = topup;
  const release = (credited: Leg, status: "completed" | "held"): Journal => ({
    ...{ transactionId, kind: "refund", status, currency, amount, fee: 0n, owner: userId, counterparty, mode },
    ...movedMoney([credited, inTransit(currency, -amount)]),
    ...(status === "completed" ? { completedAtMs: atMs } : {}),
    by: "provider:paystack",
    createdAtMs: atMs,
    metadata: { [FAILED_REFUND]: refundId },
  });
  const also = [
    refundChange(refund, { ...heard, state: "failed" }),
    givenBack(topup, { ordered: -amount, returned: 0n }),
    ...besides,
  ];
  const plan = { transactionId, userId, currency, also };
  const entry = { transactionId, kind: "refund", counterparty } as const;
  try {
    const posted = await postOnWallet({
      ...plan,
      decide: ({ status }) => {
        if (!CREDITABLE.includes(status)) throw walletErrors.wallet_blocked();
        return { available: amount, reserved: 0n, entry, whileStatus: CREDITABLE };
      },
      journal: (leg) =>
        put(journal, release(present(leg, "a credit has an entry"), "completed"), {
          rule: "journal",
          when: [absent()],
        }),
    });
    return posted.posted ? "moved" : "again";
  } catch (error) {
    if (!isError(error, walletErrors.wallet_blocked)) throw error;
  }
  const suspended = release({ account: systemAccount("suspense:refunds", currency), amount }, "held");
  const outcome = await transact([
    put(journal, suspended, { rule: "journal", when: [absent()], index: journalPlace(suspended) }),
    ...also,
  ]);
  return outcome.committed ? "moved" : "again";
}

/** Staff are told of each flaw, before it is noted. Money that left after its release is booked all the same. */
async function flag(refund: Refund, told: ProviderRefund, flaw: RefundFlaw): Promise<Concluded | "again"> {
  if (flaw === "paid_after_release") await bookUnordered(told, refund);
  if (refund.flaw === flaw) return "already";
  alertStaff({ alert: `refund_${flaw}`, transactionId: refund.refundId });
  const done = await commitChange(refund, { flaw, providerId: told.id, providerStatus: told.status });
  return done === undefined ? "again" : "noted";
}

/** A refund that the provider has made and that stands in none of ours that are open; its journal tells staff of it. */
export async function bookUnordered(
  told: ProviderRefund,
  { topupId, chargeReference }: Pick<Refund, "topupId" | "chargeReference">,
): Promise<boolean> {
  const taken = await bookTakenBack({
    transactionId: derivedId("refunds/unordered", told.domain, told.id),
    reference: unorderedReference(told),
    topupId,
    chargeReference,
    amount: told.amount,
    currency: told.currency,
    mode: told.domain,
    isCapped: false,
    kept: 0n,
    owedOn: "receivable:corrections",
    metadata: { [PROVIDER_REFUND]: told.id },
    also: [],
  });
  return taken !== undefined;
}
