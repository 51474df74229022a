import { absent, failedItem, getItem, put, transact } from "@cowry/table";
import { assert, derivedId, now, present } from "../kernel/index.ts";
import { bookingOf, findTopup, isCredited, topupIdFor } from "../topups/index.ts";
import {
  commitMovements,
  type Journal,
  journal,
  movedMoney,
  systemAccount,
  type Wallet,
  walletItem,
  type WalletLeg,
} from "../wallet/index.ts";
import { DUE_DEFAULT_MS } from "./model.ts";
import type { ProviderDispute } from "./ports.ts";
import { type Dispute, disputeItem, disputeOpening, findDispute } from "./store.ts";

/**
 * Notes a dispute that we hear of for the first time, and sets aside what the wallet has of it: what is disputed is not
 * spent meanwhile. The dispute, or the one that somebody else has noted. Its item tells staff of it: see `alertsOf`.
 */
export async function openDispute(told: ProviderDispute): Promise<Dispute> {
  const found = await findTopup(topupIdFor(told.chargeReference));
  const topup = found?.mode === told.domain ? found : undefined;
  const dispute = disputeOf(told, topup);
  const { owner: userId, currency } = dispute;
  // Of a second page's charge, which was never booked, the wallet has nothing.
  const charge = { reference: told.chargeReference, mode: told.domain };
  const isCharged = topup !== undefined && isCredited(topup) && bookingOf(topup, charge) === "booked";
  const wallet = isCharged && userId !== undefined ? await getItem(walletItem, { userId, currency }) : undefined;
  return wallet === undefined || topup === undefined ? note(dispute) : keep(dispute, topup, wallet);
}

function disputeOf(told: ProviderDispute, topup: Journal | undefined): Dispute {
  const atMs = now();
  return {
    disputeId: told.id,
    state: "open",
    version: 1,
    chargeReference: told.chargeReference,
    topupId: topup?.transactionId,
    owner: topup?.owner,
    amount: told.amount,
    kept: 0n,
    currency: told.currency,
    mode: told.domain,
    category: told.category,
    providerStatus: told.status,
    dueAtMs: told.dueAtMs ?? atMs + DUE_DEFAULT_MS,
    createdAtMs: atMs,
    changedAtMs: atMs,
  };
}

/** There is nothing to set aside. */
async function note(dispute: Dispute): Promise<Dispute> {
  const outcome = await transact([disputeOpening(dispute)]);
  if (outcome.committed) return dispute;
  return present(failedItem(outcome, disputeItem, "dispute"), "it was noted before");
}

const NOTHING = new Error("the wallet is empty");

async function keep(dispute: Dispute, topup: Journal, wallet: Wallet): Promise<Dispute> {
  const transactionId = derivedId("disputes/kept", dispute.mode, dispute.disputeId);
  const entry = { transactionId, kind: "refund", counterparty: topup.counterparty } as const;
  let kept = 0n;
  try {
    const committed = await commitMovements({
      transactionId,
      wallets: { wallet },
      decide: ({ wallet: { available } }) => {
        kept = available < dispute.amount ? available : dispute.amount;
        if (kept === 0n) throw NOTHING;
        return { wallet: { available: -kept, reserved: 0n, entry } };
      },
      journal: ({ wallet: leg }) => {
        const of = keptJournal(transactionId, dispute, topup, present(leg, "what is kept has an entry"));
        return put(journal, of, { rule: "journal", when: [absent()] });
      },
      also: () => [disputeOpening({ ...dispute, kept })],
      isDone: () => true,
    });
    if (committed.posted) return { ...dispute, kept };
  } catch (error) {
    if (error !== NOTHING) throw error;
    return note(dispute);
  }
  return present(await findDispute(dispute.disputeId), "it was noted before");
}

function keptJournal(transactionId: string, dispute: Dispute, topup: Journal, leg: WalletLeg): Journal {
  assert(leg.amount < 0n, "what is kept leaves the wallet");
  const { currency, mode } = dispute;
  return {
    transactionId,
    kind: "refund",
    status: "completed",
    currency,
    amount: -leg.amount,
    fee: 0n,
    owner: topup.owner,
    counterparty: topup.counterparty,
    ...movedMoney([leg, { account: systemAccount("suspense:disputes", currency), amount: -leg.amount }]),
    by: "provider:paystack",
    mode,
    createdAtMs: leg.atMs,
    completedAtMs: leg.atMs,
    metadata: { disputed: topup.transactionId },
  };
}
