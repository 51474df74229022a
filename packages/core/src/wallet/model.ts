import type { Minor } from "../kernel/index.ts";

/** The words of the ledger. No I/O here. */

export const TRANSACTION_KINDS = [
  "topup",
  "transfer",
  "payout",
  "refund",
  "fee",
  "adjustment",
  "hold",
  "exchange",
] as const;
export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

export const TRANSACTION_STATUSES = [
  "pending",
  "held",
  "processing",
  "awaiting_confirmation",
  "completed",
  "failed",
  "reversed",
  "cancelled",
] as const;
export type TransactionStatus = (typeof TRANSACTION_STATUSES)[number];

/**
 * Frozen: no debit, credits still arrive. Blocked: neither. Closed: neither, balance zero. This status alone is repeated
 * in a transfer's conditions: whoever blocks a person writes it, and the status in the phone row and the credentials,
 * in one transaction.
 */
export const WALLET_STATUSES = ["active", "frozen", "blocked", "closed"] as const;
export type WalletStatus = (typeof WALLET_STATUSES)[number];

/** Queued: credits go into the queue. Draining: they come directly again, and what is in the queue is folded in. */
export const LANES = ["queued", "draining"] as const;

/** What staff can give back: a transaction between two wallets, as it was ordered or as a part of a hold. */
export const REVERSIBLE: readonly TransactionKind[] = ["transfer", "hold"];

/** What a movement makes of the contention for a wallet: see `queued-credits.ts`. */
export interface LaneChange {
  readonly contention: number;
  readonly contentionAtMs: number;
  readonly lane?: "queued" | undefined;
}

/** Who may still be debited, and who may still be credited. */
export const DEBITABLE: readonly WalletStatus[] = ["active"];
export const CREDITABLE: readonly WalletStatus[] = ["active", "frozen"];

/** How well we know a person; `none` where nothing else is said. */
export const TIERS = ["none", "basic", "enhanced", "full"] as const;
export type Tier = (typeof TIERS)[number];
/** Roles with limits of their own, which then count instead of the tier's. */
export const LIMIT_ROLES = ["agent", "merchant"] as const;
export type LimitRole = (typeof LIMIT_ROLES)[number];
/** Whose limits: a tier's, or those of a role. */
export const PROFILES = [...TIERS, ...LIMIT_ROLES] as const;
export type Profile = (typeof PROFILES)[number];

export const WINDOWS = ["minute", "hour", "day", "month"] as const;
export type Window = (typeof WINDOWS)[number];

/**
 * `flagged`: has happened and is listed; `held`: waits for a decision. Then: `cleared` or `suspicious`, and `posted`,
 * `voided` or `expired`.
 */
export const REVIEW_STATES = ["flagged", "cleared", "suspicious", "held", "posted", "voided", "expired"] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** Where one window stands: its own number, and what has been moved in it. */
export interface WindowUse {
  readonly at: number;
  readonly count: number;
  readonly amount: Minor;
}

/**
 * All windows of a wallet, in the order of WINDOWS; the last one counts the day's orders just below the amount that is
 * looked at by compliance.
 */
export type Usage = readonly WindowUse[];
/** Accounts of our own. Their balances are summed from the stream, never written by a request. */
export const SYSTEM_ACCOUNTS = [
  "clearing:paystack",
  "expense:provider_fees",
  "revenue:payout_fees",
  "revenue:transfers",
  "revenue:topup_fees",
  /** Bonuses and cash-backs that we pay. */
  "promotions",
  /** The two sides of an exchange between assets, and what its rounding leaves. */
  "fx:liquidity",
  "fx:rounding",
  /** Cash that agents hold for us. */
  "agents:float",
  /** Money that arrived for a wallet that may not receive it. */
  "suspense:topups",
  /** Money that left after the customer had it back. */
  "suspense:payouts",
  /** Money of a payout that came back for a wallet that may not receive it. */
  "suspense:refunds",
  /** Money on its way back through the provider to whoever paid it in. */
  "transit:refunds",
  /** Kept back while somebody's bank disputes it. */
  "suspense:disputes",
  /** What staff put right, against nobody else. */
  "adjustments",
  /** −: what people owe us, because a reversal took more than they had. */
  "receivable:corrections",
  /** −: what people owe us, because their bank took back more than they had. */
  "receivable:disputes",
] as const;
export type SystemAccount = (typeof SYSTEM_ACCOUNTS)[number];

/**
 * One line of a journal. The legs of a transaction sum to zero. `+` is more for whom the account stands for:
 * a wallet's owner has more; −clearing:paystack is what Paystack holds for us.
 */
export interface Leg {
  readonly account: string;
  readonly amount: Minor;
  /** For wallets: position of the entry in the wallet's chain, from 1. */
  readonly seq?: number | undefined;
  /** For wallets: the entry's time, part of its key. */
  readonly atMs?: number | undefined;
  /** For wallets: balance (available + reserved) after the entry. */
  readonly after?: Minor | undefined;
  /** For wallets: the credit went into the queue and gets its entry later; `atMs` is its place there. */
  readonly queued?: boolean | undefined;
}

/** A leg with its entry's place: what `postOnWallet` hands back to the journal. */
export interface WalletLeg extends Leg {
  readonly seq: number;
  readonly atMs: number;
  readonly after: Minor;
}

/** The other side as its owner may see it: names are masked, account numbers too. */
export interface Counterparty {
  readonly kind: "person" | "bank" | "provider";
  readonly name: string;
  readonly userId?: string | undefined;
  /** Masked: `******6789`. */
  readonly account?: string | undefined;
  readonly bank?: string | undefined;
}

/**
 * Where a change came from, for the audit trail. The request's id only: what is written here stays for ever, and the
 * address and device that the id leads to are personal (the session holds them, sealed).
 */
export interface WrittenOrigin {
  readonly requestId: string;
}

/** What is written into the wallet's chain. Its amount is what the movement does to available + reserved. */
export interface EntryFacts {
  readonly transactionId: string;
  readonly kind: TransactionKind;
  /** The part of the amount that is a fee. */
  readonly fee?: Minor | undefined;
  readonly counterparty?: Counterparty | undefined;
  readonly note?: string | undefined;
  /** The payer's own reference; shown to the payer only. */
  readonly reference?: string | undefined;
  /** The history shows the operation's external row instead of this entry. */
  readonly external?: true | undefined;
  /** Given back whole while the credit was queued. */
  readonly reversed?: boolean | undefined;
  readonly origin?: WrittenOrigin | undefined;
}

/** What a decision does to one wallet. */
export interface Movement {
  /** Change of what may be spent. */
  readonly available: Minor;
  /** Change of what is promised to open holds, payouts in flight and held transfers. */
  readonly reserved: Minor;
  /** Absent when money only changes between available and reserved. */
  readonly entry?: EntryFacts | undefined;
  /** The limits' counters afterwards, where this counts. */
  readonly usage?: Usage | undefined;
  /** The memory of payees afterwards, where this adds to it. */
  readonly recentPayees?: string | undefined;
  /** The most that the wallet may hold afterwards; repeated as a condition. */
  readonly balanceMax?: Minor | undefined;
  /** Where rivals were met on the way. */
  readonly lane?: LaneChange | undefined;
  /** Statuses in which this may happen; repeated as a condition. Absent: any (settling is never refused by a state). */
  readonly whileStatus?: readonly WalletStatus[] | undefined;
}

/** Owner of a transaction between accounts of our own: nobody in particular. */
export const SYSTEM_OWNER = "system";

export function walletAccount(userId: string, currency: string): string {
  return `wallet:${userId}:${currency}`;
}

/** `clearing:paystack:NGN`, … */
export function systemAccount(account: SystemAccount, currency: string): string {
  return `${account}:${currency}`;
}

/** The wallet an account name stands for; undefined for accounts of our own. */
export function walletOfAccount(account: string): { readonly userId: string; readonly currency: string } | undefined {
  const [kind, userId, currency] = account.split(":");
  return kind === "wallet" && userId !== undefined && currency !== undefined ? { userId, currency } : undefined;
}
