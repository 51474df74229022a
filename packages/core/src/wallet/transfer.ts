import { absent, batchGet, getItem, keyOf, put } from "@cowry/table";
import type { Claim, Confirmation, Confirmed } from "../auth/index.ts";
import { type AppError, assert, type Currency, type Customer, derivedId, present } from "../kernel/index.ts";
import { commit, type Each } from "./commit.ts";
import { errors } from "./errors.ts";
import { movedMoney, replay, requestHash } from "./journal.ts";
import {
  type Counterparty,
  CREDITABLE,
  DEBITABLE,
  type Movement,
  type WalletLeg,
  type WrittenOrigin,
} from "./model.ts";
import {
  type Address,
  findRecipient,
  type PlainAddress,
  readAddress,
  REFUSED_RECIPIENTS,
  whyUnpayable,
} from "./recipient.ts";
import { checkCredit, checkDebit } from "./status.ts";
import { type Journal, journal, type Wallet, walletItem } from "./store.ts";
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
  /** The idempotency key. */
  readonly key: string;
}

export interface Receipt {
  readonly transaction: Transaction;
  /** The answer was given before. */
  readonly replayed: boolean;
}

type Parties = Each<"from" | "to", Wallet>;

/** What a transfer is, whatever the balances are. */
interface Transfer {
  readonly transactionId: string;
  readonly order: TransferOrder;
  readonly hash: string;
  readonly origin: WrittenOrigin;
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

  const { from, to, confirmed } = await load(actor, recipient?.userId, order.currency, guards.confirm());
  try {
    if (from === undefined) throw errors.wallet_not_found();
    const unpayable = whyUnpayable(recipient, to);
    if (unpayable !== undefined) return await refuse(transfer, from, unpayable, guards);
    return await move(transfer, { from, to: present(to, "who can be paid has a wallet") });
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
}

/** Both wallets, and the credentials where the proof needs them, in one read; the PIN is checked meanwhile. */
async function load(
  actor: Customer,
  recipientId: string | undefined,
  currency: Currency,
  confirmation: Confirmation,
): Promise<Loaded> {
  const fromKey = { userId: actor.userId, currency };
  const toKey = recipientId === undefined ? undefined : { userId: recipientId, currency };
  const wallets = [fromKey, ...(toKey === undefined ? [] : [toKey])].map((key) => keyOf(walletItem, key));
  const found = await batchGet([...wallets, ...confirmation.reads]);
  const confirmed = await confirmation.check(found);
  return {
    from: found.get(walletItem, fromKey),
    to: toKey === undefined ? undefined : found.get(walletItem, toKey),
    confirmed,
  };
}

async function move(transfer: Transfer, wallets: Parties): Promise<Receipt> {
  const committed = await commit({
    transactionId: transfer.transactionId,
    wallets,
    decide: (parties) => decideTransfer(transfer, parties),
    journal: (legs) => put(journal, transferJournal(transfer, wallets, legs), { rule: "journal", when: [absent()] }),
    also: [],
    isDone: () => true,
  });
  if (committed.posted) {
    const { from, to } = committed.postings;
    return receipt(transferJournal(transfer, wallets, { from: from.leg, to: to.leg }), false);
  }
  assert(committed.by === "journal", "a transfer has no further items");
  return receipt(replay(present(committed.journal, "a journal that is in the way exists"), transfer.hash), true);
}

/** The stored answer where this order was carried out before; else the refusal, if he may hear it. */
async function refuse(
  { transactionId, hash, order }: Transfer,
  from: Wallet,
  refusal: AppError,
  { admit }: Guards,
): Promise<Receipt> {
  const stored = await getItem(journal, { transactionId });
  if (stored !== undefined) return receipt(replay(stored, hash), true);
  checkDebit(from, order.amount);
  await admit([{ limit: REFUSED_RECIPIENTS, key: from.userId, isId: true }]);
  throw refusal;
}

function receipt(of: Journal, replayed: boolean): Receipt {
  return { transaction: transactionView(of, of.owner), replayed };
}

/** What a transfer does to both wallets, or why it may not be. Pure. */
export function decideTransfer(transfer: Transfer, { from, to }: Parties): Each<"from" | "to", Movement> {
  const { transactionId, origin, order } = transfer;
  const { amount, note, reference } = order;
  checkDebit(from, amount);
  checkCredit(to);
  const common = { transactionId, kind: "transfer", note } as const;
  return {
    from: {
      available: -amount,
      reserved: 0n,
      whileStatus: DEBITABLE,
      entry: { ...common, counterparty: personIn(to), reference, origin },
    },
    to: {
      available: amount,
      reserved: 0n,
      whileStatus: CREDITABLE,
      entry: { ...common, counterparty: personIn(from) },
    },
  };
}

/** The whole transaction in one item. Where the order came from is in the payer's entry: together they would be too big. */
export function transferJournal(
  transfer: Transfer,
  { from, to }: Parties,
  legs: Each<"from" | "to", WalletLeg | undefined>,
) {
  const { transactionId, hash, order } = transfer;
  const payer = present(legs.from, "a transfer has an entry for its payer");
  const payee = present(legs.to, "a transfer has an entry for its payee");
  return {
    transactionId,
    kind: "transfer",
    status: "completed",
    currency: order.currency,
    amount: order.amount,
    fee: 0n,
    owner: from.userId,
    ownerName: from.displayName,
    counterparty: { kind: "person", name: to.displayName },
    ...movedMoney([payer, payee]),
    requestHash: hash,
    note: order.note,
    reference: order.reference,
    createdAtMs: payer.atMs,
    completedAtMs: payer.atMs,
  } satisfies Journal;
}

function personIn({ userId, displayName }: Wallet): Counterparty {
  return { kind: "person", name: displayName, userId };
}
