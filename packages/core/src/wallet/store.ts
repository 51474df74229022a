import type { ItemOf, Write } from "@cowry/table";
import {
  absent,
  entity,
  flag,
  int,
  json,
  list,
  money,
  oneOf,
  optional,
  put,
  record,
  text,
  time,
  timeKey,
} from "@cowry/table";
import {
  LIMIT_ROLES,
  REVIEW_STATES,
  TIERS,
  TRANSACTION_KINDS,
  TRANSACTION_STATUSES,
  LANES,
  type TransactionKind,
  WALLET_STATUSES,
  type WrittenOrigin,
} from "./model.ts";

/** The only file that knows the ledger's keys. Every item here stays within 1 KB with all caps reached. */

const counterparty = {
  kind: oneOf("k", ["person", "bank", "provider"]),
  name: text("n"),
  userId: optional(text("u")),
  account: optional(text("a")),
  bank: optional(text("b")),
};

const origin = { requestId: text("r") };

/** One per person and currency. Everything that changes it checks and raises `version`. */
export const walletItem = entity("wallet", {
  version: 1,
  about: "Balance of one person in one currency",
  pk: "W#{userId}",
  sk: "#{currency}",
  index: { pk: "LANE#{shard}", sk: "{holder}" },
  attributes: {
    available: money("av"),
    reserved: money("rs"),
    version: int("v"),
    /** Number of entries in the chain. */
    sequence: int("sq"),
    status: oneOf("st", WALLET_STATUSES),
    /** Time of the last entry: the next one is never earlier. */
    lastEntryAtMs: time("lt"),
    /** Hash of the last entry; empty before the first. */
    lastHash: text("lh"),
    /** Masked, e.g. `Amina B.`: what the other side of a transfer sees. */
    displayName: text("dn"),
    /** Ten national digits of the phone, sealed for `wallet:<user id>:account`. */
    accountNumber: text("an"),
    openedAtMs: time("op"),
    /** Whose limits count: those of the tier, or of the role where there is one. */
    tier: optional(oneOf("ti", TIERS)),
    limitRole: optional(oneOf("lr", LIMIT_ROLES)),
    /** The owner's own lower cap for a day. */
    ownDailyLimit: optional(money("od")),
    /** What was spent in the minute, hour, day and month of the last order: see `limits.ts`. */
    usage: optional(list("us", { at: int("t"), count: int("n"), amount: money("a") })),
    /** Marks of the last payees. */
    recentPayees: optional(text("rp")),
    /** What unblocking restores; there while the wallet is blocked. */
    statusBefore: optional(oneOf("sb", WALLET_STATUSES)),
    /** Credits wait in a queue and are folded in together, because too many come at once. In the index while it is so. */
    lane: optional(oneOf("ln", LANES)),
    /** Rivals met lately, and when: what opens and closes the queue. */
    contention: optional(int("cn")),
    contentionAtMs: optional(time("ct")),
  },
});
export type Wallet = ItemOf<typeof walletItem>;

/**
 * A line of a wallet's chain. Never changed, but for one mark that no hash covers. Lives in the wallet's partition, sorted
 * by time.
 */
export const entryItem = entity("entry", {
  version: 1,
  about: "A line of a wallet's chain",
  pk: "W#{userId}",
  sk: "E#{currency}#{at}#{seq}",
  attributes: {
    transactionId: text("tx"),
    kind: oneOf("k", TRANSACTION_KINDS),
    amount: money("am"),
    /** available + reserved after this entry. */
    balanceAfter: money("ba"),
    hash: text("h"),
    /** The part of the amount that is a fee. */
    fee: optional(money("fe")),
    counterparty: optional(record("cp", counterparty)),
    note: optional(text("no")),
    reference: optional(text("rf")),
    external: optional(flag("x")),
    /** All of the transaction was given back: its journal is `reversed`. */
    reversed: optional(flag("rv")),
    origin: optional(record("or", origin)),
  },
});
export type Entry = ItemOf<typeof entryItem>;

/**
 * The transaction: journal, idempotency record, stored answer and outbox in one item. Its id is derived from
 * (user, operation, key), so that the same request can only ever make one. Shared by transfers, top-ups and payouts.
 */
export const journal = entity("journal", {
  version: 1,
  about: "A transaction: journal, idempotency record, stored answer and outbox",
  pk: "T#{transactionId}",
  sk: "#",
  index: { pk: "T#{kind}#{status}#{shard}", sk: "{createdAt}" },
  attributes: {
    kind: oneOf("k", TRANSACTION_KINDS),
    status: oneOf("st", TRANSACTION_STATUSES),
    currency: text("cu"),
    amount: money("am"),
    /** On top of the amount, paid by the owner. */
    fee: money("fe"),
    /** Whose order it is: the payer of a transfer, the wallet of a top-up or payout. */
    owner: text("ow"),
    ownerName: optional(text("on")),
    /** The other side, as the owner sees it. The user id of a transfer's recipient is in its leg. */
    counterparty: optional(record("cp", counterparty)),
    /** Once money has moved; never changed afterwards. */
    legs: optional(
      list("lg", {
        account: text("a"),
        amount: money("m"),
        seq: optional(int("s")),
        atMs: optional(time("t")),
        after: optional(money("b")),
        queued: optional(flag("q")),
      }),
    ),
    /** There are legs on accounts of our own, and whether the aggregator has summed them. */
    systemLegs: optional(oneOf("sl", ["pending", "done"])),
    /** Keyed with the idempotency key: tells the same order from another without revealing either. */
    requestHash: optional(text("ih")),
    /** Who wrote it, where that is not the owner. */
    by: optional(text("by")),
    reference: optional(text("rf")),
    note: optional(text("no")),
    createdAtMs: time("ca"),
    completedAtMs: optional(time("da")),
    /** When the legs were written; there when an account of our own is among them. */
    movedAtMs: optional(time("ma")),
    /** Of a completed transaction: how much of it has been given back by later ones. */
    refunded: optional(money("rd")),
    /** Of a hold: what has been captured by transactions of their own, and until when it may be. */
    captured: optional(money("cd")),
    expiresAtMs: optional(time("xp")),
    /** The last of the transactions that captured or gave back a part of this one, and of such a part the one before. */
    lastPart: optional(text("lp")),
    previousPart: optional(text("pp")),
    /** Shown to the owner as `metadata`. */
    metadata: optional(json<Readonly<Record<string, string>>>("md")),
    /** Mode of the provider's key with which a top-up or payout was ordered: nothing of the other mode settles it. */
    mode: optional(oneOf("mo", ["test", "live"])),
    /** Fields of top-ups and payouts: what the provider said. */
    external: optional(json<Readonly<Record<string, unknown>>>("ex")),
    /** A transfer that compliance hears of, or decides on. */
    review: optional(record("rv", { state: oneOf("s", REVIEW_STATES), reasons: text("r") })),
    /** What the first answer holds beyond the transaction itself, e.g. a payment address. */
    response: optional(json<Readonly<Record<string, unknown>>>("re")),
  },
});
export type Journal = ItemOf<typeof journal>;

/** A credit of a completed transaction that waits to be folded into its wallet's chain; removed in that write. */
export const queuedItem = entity("queued_credit", {
  version: 1,
  about: "A credit that waits to be folded into its wallet's chain",
  pk: "W#{userId}",
  sk: "Q#{currency}#{at}#{transactionId}",
  attributes: {
    kind: oneOf("k", TRANSACTION_KINDS),
    amount: money("am"),
    fee: optional(money("fe")),
    counterparty: optional(record("cp", counterparty)),
    note: optional(text("no")),
    /** As in the entry that it becomes. */
    reversed: optional(flag("rv")),
  },
});
export type QueuedCredit = ItemOf<typeof queuedItem>;

/** A top-up or payout in its owner's history, from the moment it was ordered; never changed. */
export const externalItem = entity("external", {
  version: 1,
  about: "A top-up or payout in its owner's history",
  pk: "W#{userId}",
  sk: "X#{currency}#{at}#{transactionId}",
  attributes: {
    kind: oneOf("k", TRANSACTION_KINDS),
    /** Where the order came from: in the journal it would be too big beside the legs. */
    origin: optional(record("or", origin)),
  },
});
export type ExternalRow = ItemOf<typeof externalItem>;

/** Written with the journal of a top-up or payout, so that the history knows of it. Rule: "external". */
export function externalRow(row: {
  readonly userId: string;
  readonly currency: string;
  readonly kind: TransactionKind;
  readonly transactionId: string;
  readonly createdAtMs: number;
  readonly origin: WrittenOrigin;
}): Write {
  const { createdAtMs, ...rest } = row;
  return put(externalItem, { ...rest, at: timeKey(createdAtMs) }, { rule: "external", when: [absent()] });
}

/**
 * What one day did to an account of our own; the sum over the days is its balance. Written by the aggregator only.
 * By day, so that a day which is over can be compared exactly with its journals while new ones come in.
 */
export const systemItem = entity("system_account", {
  version: 1,
  about: "What one day did to an account of our own",
  pk: "S#{account}#{currency}",
  sk: "D#{day}",
  attributes: {
    balance: money("bl"),
    /** Journals summed in. */
    journals: int("n"),
    /** Time of the newest journal of the last batch summed in. */
    watermarkMs: time("wm"),
  },
});
export type SystemDay = ItemOf<typeof systemItem>;
