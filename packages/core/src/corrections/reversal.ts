import { absent, batchGet, equals, getItem, keyOf, missing, put, update, type Write } from "@cowry/table";
import {
  type AtOnce,
  type Ending,
  errors as approvals,
  proposeChecked,
  type Proposal,
  type Proposed,
} from "../approvals/index.ts";
import {
  derivedId,
  errors as kernelErrors,
  isError,
  jitter,
  now,
  present,
  showAmount,
  type Staff,
} from "../kernel/index.ts";
import {
  commitMovements,
  CREDITABLE,
  drainQueue,
  type Each,
  type Journal,
  journal,
  type Leg,
  MARK_RULE,
  movedMoney,
  type Movement,
  reversedMarks,
  systemAccount,
  waitingCredits,
  type Wallet,
  walletItem,
  type WalletLeg,
} from "../wallet/index.ts";
import { errors } from "./errors.ts";
import {
  type Mirror,
  mirror,
  OWED_ON,
  PROPOSAL_LIFE_MS,
  readReversible,
  type Reversible,
  REVERSAL,
  ReversalPayload,
  WAITS_ON,
} from "./model.ts";

/** Other refunds of the same transaction may come between. */
const TRIES_MAX = 12;

export interface ReversalOrder {
  readonly transactionId: string;
  readonly payload: ReversalPayload;
  readonly reason: string;
  /** The idempotency key. */
  readonly key: string;
}

/** Proposes to give a transaction back, whole or in part. What cannot be right is refused at once. */
export async function proposeReversal(actor: Staff, order: ReversalOrder): Promise<Proposed> {
  const { transactionId, payload, reason, key } = order;
  const original = await getItem(journal, { transactionId });
  if (original === undefined) throw errors.original_not_found();
  if (original.currency !== payload.currency) throw errors.original_currency_mismatch();
  const reversible = readReversible(original);
  checkParty(actor, reversible);
  return proposeChecked(
    actor,
    {
      kind: REVERSAL,
      payload: { ...payload },
      reason,
      permission: "corrections.approve",
      userId: reversible.payerId,
      expiresInMs: PROPOSAL_LIFE_MS,
      key,
    },
    () => {
      checkAmount(reversible, payload);
    },
  );
}

/** Nobody has a hand in what goes through his own wallet. */
function checkParty(actor: Staff, { payerId, payeeId }: Reversible): void {
  if (actor.userId === payerId || actor.userId === payeeId) throw approvals.own_affair();
}

function checkAmount({ left }: Reversible, { amount, currency }: ReversalPayload): void {
  if (BigInt(amount) > left) throw errors.exceeds_original({ left: showAmount(left, currency), currency });
}

export const reversal: AtOnce = {
  mode: "at_once",
  async execute(proposal, approver, ending) {
    const payload = ReversalPayload.parse(proposal.payload);
    for (let tries = 1; tries <= TRIES_MAX; tries++) {
      const original = await load(payload);
      const done = await carryOut(plan(proposal, approver, payload, original), ending).catch(async (error: unknown) => {
        // The payee may have too little because others were faster with the same transaction.
        const isAnother =
          isError(error, errors.payee_cannot_pay) && (await load(payload)).refunded !== original.refunded;
        if (!isAnother) throw error;
        return "again" as const;
      });
      if (done !== "again") return done;
      await new Promise((resolve) => setTimeout(resolve, jitter() * Math.min(200, 10 * 2 ** tries)));
    }
    throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { proposalId: proposal.proposalId } });
  },
};

async function load({ transaction_id: transactionId }: ReversalPayload): Promise<Journal> {
  return present(await getItem(journal, { transactionId }), "a transaction is never removed");
}

interface Reversing {
  readonly refundId: string;
  readonly original: Journal;
  readonly of: Reversible;
  readonly payload: ReversalPayload;
  readonly amount: bigint;
  readonly mirrored: Mirror;
  readonly by: string;
}

function plan(proposal: Proposal, approver: Staff, payload: ReversalPayload, original: Journal): Reversing {
  const of = readReversible(original);
  checkParty(approver, of);
  const amount = BigInt(payload.amount);
  const refundId = derivedId(REVERSAL, proposal.proposalId);
  const mirrored = mirror(of, original.amount, amount, payload.mode);
  return { refundId, original, of, payload, amount, mirrored, by: `staff:${approver.userId}` };
}

async function carryOut(reversing: Reversing, ending: Ending): Promise<"executed" | "lost" | "again"> {
  const { refundId, of, payload } = reversing;
  // One that is carried out already has used up what is left.
  if ((await getItem(journal, { transactionId: refundId })) !== undefined) return "lost";
  checkAmount(of, payload);
  const wallets = await partiesOf(reversing);
  const marks = isWhole(reversing) ? await reversedMarks(reversing.original) : [];
  const committed = await commitMovements({
    transactionId: refundId,
    wallets,
    decide: (parties) => decideReversal(reversing, parties),
    journal: (legs) => put(journal, refundJournal(reversing, legs), { rule: "journal", when: [absent()] }),
    also: [countRefund(reversing), ...marks, ...ending({ transaction_id: refundId })],
    isDone: () => true,
  });
  if (!committed.posted) return committed.by === "also" && isMeanwhile(committed.rule) ? "again" : "lost";
  return "executed";
}

/** Others gave back a part, or folded the payee's credit into their chain. */
function isMeanwhile(rule: string): boolean {
  return rule === "original" || rule.startsWith(MARK_RULE);
}

/** Whether nothing of the original is left. */
function isWhole({ original, amount }: Reversing): boolean {
  return (original.refunded ?? 0n) + amount === original.amount;
}

/**
 * What waits in the payee's queue is the payee's as well, whoever paid it: it is folded in before anything is decided. Nothing
 * is refused, or booked as owed to us, for want of what waits still because others were in the way.
 */
async function partiesOf({ of, payload, mirrored, refundId }: Reversing): Promise<Each<"payer" | "payee", Wallet>> {
  const { payeeId } = of;
  const read = await loadParties(of, payload.currency);
  if (read.payee.lane === undefined) return read;
  await drainQueue(payeeId, payload.currency);
  const parties = await loadParties(of, payload.currency);
  const isShort = parties.payee.available < mirrored.debit;
  if (isShort && (await waitingCredits(payeeId, payload.currency, 1)).length > 0) {
    throw kernelErrors.unavailable(undefined, { retryAfterSeconds: 1, context: { refundId } });
  }
  return parties;
}

async function loadParties(
  { payerId, payeeId }: Reversible,
  currency: string,
): Promise<Each<"payer" | "payee", Wallet>> {
  const keys = { payer: { userId: payerId, currency }, payee: { userId: payeeId, currency } };
  const found = await batchGet([keyOf(walletItem, keys.payer), keyOf(walletItem, keys.payee)]);
  return {
    payer: present(found.get(walletItem, keys.payer), "a wallet is never removed"),
    payee: present(found.get(walletItem, keys.payee), "a wallet is never removed"),
  };
}

/** What it does to both wallets, or why it may not be. Pure. */
export function decideReversal(
  { refundId, mirrored, payload }: Reversing,
  { payer, payee }: Each<"payer" | "payee", Wallet>,
): Each<"payer" | "payee", Movement> {
  const { credit, debit } = mirrored;
  const taken = payee.available < debit ? payee.available : debit;
  if (taken < debit && payload.mode === "refund") throw errors.payee_cannot_pay();
  const entry = { transactionId: refundId, kind: "refund" } as const;
  const person = ({ userId, displayName: name }: Wallet) => ({ kind: "person", name, userId }) as const;
  // A wallet that gives or gets nothing is written all the same: the decision rests on what it looks like.
  const nothing = { available: 0n, reserved: 0n } as const;
  return {
    payer: CREDITABLE.includes(payer.status)
      ? { available: credit, reserved: 0n, whileStatus: CREDITABLE, entry: { ...entry, counterparty: person(payee) } }
      : { ...nothing, whileStatus: ["blocked", "closed"] },
    payee: taken > 0n ? { available: -taken, reserved: 0n, entry: { ...entry, counterparty: person(payer) } } : nothing,
  };
}

/** The mirrored legs; what a wallet could not give or get stands on accounts of our own, and tells staff from there. */
export function refundJournal(
  { refundId, original, mirrored, payload, by }: Reversing,
  { payer, payee }: Each<"payer" | "payee", WalletLeg | undefined>,
): Journal {
  const { currency, mode } = payload;
  const missing = mirrored.debit + (payee?.amount ?? 0n);
  const legs: readonly Leg[] = [
    payer ?? { account: systemAccount(WAITS_ON, currency), amount: mirrored.credit },
    ...(payee === undefined ? [] : [payee]),
    ...(missing > 0n ? [{ account: systemAccount(OWED_ON, currency), amount: -missing }] : []),
    ...mirrored.others,
  ];
  const atMs = payer?.atMs ?? payee?.atMs ?? now();
  const { owner, ownerName, counterparty, transactionId } = original;
  return {
    transactionId: refundId,
    kind: "refund",
    status: "completed",
    currency,
    amount: mirrored.credit,
    fee: 0n,
    owner,
    ownerName,
    counterparty: counterparty === undefined ? undefined : { kind: counterparty.kind, name: counterparty.name },
    ...movedMoney(legs),
    by,
    createdAtMs: atMs,
    completedAtMs: atMs,
    previousPart: original.lastPart,
    metadata: { [mode === "refund" ? "refund_of" : "reversal_of"]: transactionId },
  };
}

/** The original counts what is given back, and is reversed when that is all of it. Rule: "original". */
function countRefund(reversing: Reversing): Write {
  const { original, amount, refundId: lastPart } = reversing;
  const refunded = (original.refunded ?? 0n) + amount;
  const before = original.refunded;
  return update(
    journal,
    { transactionId: original.transactionId },
    {
      rule: "original",
      when: [
        equals("status", "completed"),
        equals("amount", original.amount),
        before === undefined ? missing("refunded") : equals("refunded", before),
      ],
      set: { refunded, lastPart, ...(isWhole(reversing) ? { status: "reversed" as const } : {}) },
    },
  );
}
