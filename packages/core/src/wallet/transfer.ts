import { batchGet, getItem, keyOf } from "@cowry/table";
import type { Claim, Confirmation, Confirmed } from "../auth/index.ts";
import {
  type AppError,
  assert,
  type Currency,
  type Customer,
  derivedId,
  isError,
  now,
  present,
} from "../kernel/index.ts";
import { commit } from "./commit.ts";
import { errors } from "./errors.ts";
import { replay, requestHash } from "./journal.ts";
import { type Policy, policyReading } from "./policy.ts";
import { quotedFee } from "./quotes.ts";
import {
  type Address,
  findRecipient,
  type PlainAddress,
  readAddress,
  REFUSED_RECIPIENTS,
  tellUnpayable,
  whyUnpayable,
} from "./recipient.ts";
import { checkDebit } from "./status.ts";
import { noteRivals, queueing } from "./queued-credits.ts";
import { type Journal, journal, type Wallet, walletItem } from "./store.ts";
import {
  decideTransfer,
  heldJournal,
  heldRow,
  journalWrite,
  type Parties,
  type Terms,
  type Transfer,
  type TransferDecision,
  transferJournal,
} from "./transfer-decision.ts";
import { transactionView } from "./view.ts";
import type { Transaction } from "./wire.ts";

/** The name of the operation in ids: its own, not its route's, so that an alias is the same operation. */
const OPERATION = "wallet/create-transfer";

export interface TransferOrder {
  readonly to: Address;
  readonly amount: bigint;
  readonly currency: Currency;
  readonly note?: string | undefined;
  readonly reference?: string | undefined;
  /** A fee that was quoted for this order. */
  readonly quote?: string | undefined;
  /** The idempotency key. */
  readonly key: string;
}

export interface Receipt {
  /** Held: compliance decides on it. */
  readonly status: "completed" | "held";
  readonly transaction: Transaction;
  /** The answer was given before. */
  readonly replayed: boolean;
}

/** What stands between an order and the money. */
export interface Guards {
  /** Starts checking the proof; called when nothing in the order itself can be wrong any more. */
  readonly confirm: () => Confirmation;
  /** Counts towards limits, or throws `rate_limited`. */
  readonly admit: (claims: readonly Claim[]) => Promise<void>;
}

/**
 * Sends money from the actor's wallet to another person's: at once, whole, and once for each key. Two round trips to
 * a user id; a phone's row comes first. Nothing is told about the recipient, not even that there is one, to whoever did
 * not prove the PIN, could not pay, or has asked too often.
 */
export async function sendMoney(actor: Customer, order: TransferOrder, guards: Guards): Promise<Receipt> {
  const address = readAddress(order.to);
  const transfer = identify(actor, order, address);
  const recipient = await findRecipient(address);
  if (recipient?.userId === actor.userId) throw errors.self_transfer();

  const { from, to, confirmed, policy } = await load(actor, recipient?.userId, order.currency, guards.confirm());
  try {
    if (from === undefined) throw errors.wallet_not_found();
    const unpayable = whyUnpayable(recipient, to);
    if (unpayable !== undefined) {
      return await refuse(transfer, from, () => tellUnpayable(unpayable, recipient?.userId), guards);
    }
    const parties = { from, to: present(to, "who can be paid has a wallet") };
    const atMs = now();
    const { quote, amount, currency } = order;
    const quoted = () =>
      quote === undefined ? undefined : quotedFee(actor.userId, { kind: "transfer", amount, currency }, quote, atMs);
    const terms = { policy, isReduced: confirmed.reducedLimits, atMs, quoted };
    return await move(transfer, parties, terms, guards);
  } finally {
    // The money may have moved by now, and an attempt that is not given back ends by itself: no reason to fail.
    await confirmed.finish().catch(() => undefined);
  }
}

function identify(actor: Customer, order: TransferOrder, address: PlainAddress): Transfer {
  const { amount, currency, note = "", reference = "", key } = order;
  const to = "userId" in address ? `user:${address.userId}` : `phone:${address.phone}`;
  return {
    transactionId: derivedId(OPERATION, actor.userId, key),
    order,
    hash: requestHash(key, to, String(amount), currency, note, reference),
    origin: { requestId: actor.origin.requestId },
  };
}

interface Loaded {
  readonly from: Wallet | undefined;
  readonly to: Wallet | undefined;
  readonly confirmed: Confirmed;
  readonly policy: Policy;
}

/** Both wallets, the credentials where the proof needs them, the policy where it is old: one read, the PIN meanwhile. */
async function load(
  actor: Customer,
  recipientId: string | undefined,
  currency: Currency,
  confirmation: Confirmation,
): Promise<Loaded> {
  const fromKey = { userId: actor.userId, currency };
  const toKey = recipientId === undefined ? undefined : { userId: recipientId, currency };
  const wallets = [fromKey, ...(toKey === undefined ? [] : [toKey])].map((key) => keyOf(walletItem, key));
  const policy = policyReading();
  const found = await batchGet([...wallets, ...confirmation.reads, ...policy.reads]);
  const confirmed = await confirmation.check(found);
  return {
    from: found.get(walletItem, fromKey),
    to: toKey === undefined ? undefined : found.get(walletItem, toKey),
    confirmed,
    policy: policy.take(found),
  };
}

async function move(transfer: Transfer, wallets: Parties, terms: Terms, guards: Guards): Promise<Receipt> {
  try {
    return await commitTransfer(transfer, wallets, terms);
  } catch (error) {
    // Tells something about somebody else's balance, so it is not told often.
    if (isError(error, errors.recipient_limit_exceeded)) await guards.admit([claimOf(wallets.from)]);
    throw error;
  }
}

async function commitTransfer(transfer: Transfer, wallets: Parties, terms: Terms): Promise<Receipt> {
  let last: { readonly parties: Parties; readonly decision: TransferDecision } | undefined;
  let rivals = 0;
  const decided = () => present(last, "what is written has been decided");
  const committed = await commit({
    transactionId: transfer.transactionId,
    wallets,
    decide: (parties) => {
      const decision = decideTransfer(transfer, parties, terms);
      rivals += last === undefined || last.parties.to.version === parties.to.version ? 0 : 1;
      last = { parties, decision };
      return { ...decision.movements, to: noteRivals(decision.movements.to, parties.to, rivals, terms.atMs) };
    },
    journal: (legs) => journalWrite(journalOf(transfer, decided(), terms, legs)),
    also: () => {
      const { parties, decision } = decided();
      const isHeld = decision.verdict.outcome === "hold";
      if (decision.queued !== undefined) return [queueing(decision.queued)];
      return isHeld ? [heldRow(heldJournal(transfer, parties, decision, terms.atMs), transfer.origin)] : [];
    },
    isDone: () => true,
  });
  if (committed.posted) {
    const { from, to } = committed.postings;
    return receipt(journalOf(transfer, decided(), terms, { from: from.leg, to: to.leg }), false);
  }
  assert(committed.by === "journal", "a transfer has no further items that can be in the way");
  return receipt(replay(present(committed.journal, "a journal that is in the way exists"), transfer.hash), true);
}

function journalOf(
  transfer: Transfer,
  { parties, decision }: { readonly parties: Parties; readonly decision: TransferDecision },
  { atMs }: Terms,
  legs: Parameters<typeof transferJournal>[3],
): Journal {
  return decision.verdict.outcome === "hold"
    ? heldJournal(transfer, parties, decision, atMs)
    : transferJournal(transfer, parties, decision, legs);
}

function claimOf({ userId }: Wallet): Claim {
  return { limit: REFUSED_RECIPIENTS, key: userId, isId: true };
}

/** The stored answer where this order was carried out before; else the refusal, if he may hear it. */
async function refuse(
  { transactionId, hash, order }: Transfer,
  from: Wallet,
  refusal: () => Promise<AppError>,
  { admit }: Guards,
): Promise<Receipt> {
  const stored = await getItem(journal, { transactionId });
  if (stored !== undefined) return receipt(replay(stored, hash), true);
  checkDebit(from, order.amount);
  await admit([claimOf(from)]);
  throw await refusal();
}

function receipt(of: Journal, replayed: boolean): Receipt {
  return { status: of.status === "held" ? "held" : "completed", transaction: transactionView(of, of.owner), replayed };
}
