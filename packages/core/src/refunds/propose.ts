import { absent, getItem, put } from "@cowry/table";
import * as z from "zod/mini";
import {
  type AtOnce,
  type Ending,
  errors as approvals,
  proposeChecked,
  type Proposal,
  type Proposed,
} from "../approvals/index.ts";
import {
  CurrencyCode,
  derivedId,
  errors as kernelErrors,
  Id,
  jitter,
  now,
  present,
  providerReference,
  type Staff,
  toWire,
} from "../kernel/index.ts";
import { findTopup, givenBack, isCredited } from "../topups/index.ts";
import {
  type Journal,
  journal,
  movedMoney,
  postOnWallet,
  systemAccount,
  type Wallet,
  walletItem,
} from "../wallet/index.ts";
import { errors } from "./errors.ts";
import { PROPOSAL_LIFE_MS, REFUND } from "./model.ts";
import { refundOpening } from "./store.ts";

/** From a colleague's idea to money that is set aside. */

const Payload = z.strictObject({
  topup_id: Id,
  amount: z.string().check(z.regex(/^[1-9]\d{0,37}$/)),
  currency: CurrencyCode,
});

export interface RefundWish {
  readonly topupId: string;
  readonly amount: bigint;
  readonly reason: string;
  /** The idempotency key. */
  readonly key: string;
}

/** Proposes to send a top-up back, whole or in part. What cannot be right is refused at once. */
export async function proposeRefund(actor: Staff, { topupId, amount, reason, key }: RefundWish): Promise<Proposed> {
  const topup = await findTopup(topupId);
  if (topup === undefined) throw errors.topup_not_found();
  if (topup.owner === actor.userId) throw approvals.own_affair();
  return proposeChecked(
    actor,
    {
      kind: REFUND,
      payload: { topup_id: topupId, amount: String(amount), currency: topup.currency },
      reason,
      permission: "refunds.approve",
      userId: topup.owner,
      expiresInMs: PROPOSAL_LIFE_MS,
      key,
    },
    () => {
      checkRefund(topup, amount);
    },
  );
}

/** Throws unless so much of this top-up can still go back. Repeated as a condition on what has been given back. */
export function checkRefund(topup: Journal, amount: bigint): void {
  if (!isCredited(topup)) throw errors.topup_not_refundable();
  const left = topup.amount - (topup.refunded ?? 0n);
  if (amount > left) {
    const currency = CurrencyCode.parse(topup.currency);
    throw errors.refund_exceeds_topup({ left: toWire(left > 0n ? left : 0n), currency });
  }
}

/** Other refunds of the same top-up may come between. */
const TRIES_MAX = 12;

/** Approved, the money leaves the wallet in the same transaction; the provider hears of it afterwards. */
export const refund: AtOnce = {
  mode: "at_once",
  async execute(proposal, _, ending) {
    for (let tries = 1; tries <= TRIES_MAX; tries++) {
      const done = await reserve(proposal, ending);
      if (done !== "again") return done;
      await new Promise((resolve) => setTimeout(resolve, jitter() * Math.min(200, 10 * 2 ** tries)));
    }
    throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { proposalId: proposal.proposalId } });
  },
};

async function reserve(proposal: Proposal, ending: Ending): Promise<"executed" | "lost" | "again"> {
  const { topup_id, amount: digits } = Payload.parse(proposal.payload);
  const refundId = derivedId(REFUND, proposal.proposalId);
  // One that is set aside already has used up what is left.
  if ((await getItem(journal, { transactionId: refundId })) !== undefined) return "lost";
  const topup = present(await findTopup(topup_id), "a top-up is never removed");
  const amount = BigInt(digits);
  checkRefund(topup, amount);
  const { owner: userId, currency } = topup;
  const wallet = await getItem(walletItem, { userId, currency });
  const entry = { transactionId: refundId, kind: "refund", counterparty: topup.counterparty } as const;
  const posted = await postOnWallet({
    transactionId: refundId,
    userId,
    currency: CurrencyCode.parse(currency),
    wallet: present(wallet, "a wallet is never removed"),
    decide: (image) => {
      checkCovered(image, amount);
      return { available: -amount, reserved: 0n, entry, whileStatus: ["active", "frozen", "blocked"] };
    },
    journal: (leg) => {
      const legs = [present(leg, "what leaves has an entry"), inTransit(currency, amount)];
      return put(journal, reservation(topup, refundId, amount, legs), { rule: "journal", when: [absent()] });
    },
    also: [
      refundOpening(opening(proposal, topup, refundId, amount)),
      givenBack(topup, { ordered: amount, returned: 0n }),
      ...ending({ transaction_id: refundId }),
    ],
  });
  if (posted.posted) return "executed";
  return posted.by === "also" && posted.rule === "original" ? "again" : "lost";
}

/** Staff reach frozen and blocked wallets; what is not there any more does not go back. */
function checkCovered({ status, available }: Wallet, amount: bigint): void {
  if (status === "closed" || available < amount) throw errors.refund_not_covered();
}

export const inTransit = (currency: string, amount: bigint) => ({
  account: systemAccount("transit:refunds", currency),
  amount,
});

function reservation(topup: Journal, refundId: string, amount: bigint, legs: Journal["legs"] & object): Journal {
  const { transactionId, owner, currency, counterparty, mode } = topup;
  const atMs = legs[0]?.atMs ?? now();
  return {
    transactionId: refundId,
    kind: "refund",
    status: "completed",
    currency,
    amount,
    fee: 0n,
    owner,
    counterparty,
    ...movedMoney(legs),
    mode,
    createdAtMs: atMs,
    completedAtMs: atMs,
    metadata: { refund_of: transactionId },
    external: { reserves: transactionId },
  };
}

function opening({ reason }: Proposal, topup: Journal, refundId: string, amount: bigint) {
  const atMs = now();
  return {
    topupId: topup.transactionId,
    refundId,
    state: "reserved",
    version: 1,
    amount,
    currency: topup.currency,
    mode: present(topup.mode, "a top-up has a mode"),
    owner: topup.owner,
    chargeReference: present(topup.reference, "a top-up has a reference"),
    reference: providerReference(refundId),
    reason,
    sends: 0,
    createdAtMs: atMs,
    changedAtMs: atMs,
  } as const;
}
