import { type AppError, assert, CurrencyCode, showAmount } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { CREDITABLE, DEBITABLE } from "./model.ts";
import type { Wallet } from "./store.ts";

/** Throws unless this much may leave the wallet by its owner's will: its status, then its balance. */
export function checkDebit(wallet: Wallet, total: bigint): void {
  if (!DEBITABLE.includes(wallet.status)) throw statusRefusal(wallet);
  if (wallet.available < total) {
    const currency = CurrencyCode.parse(wallet.currency);
    throw errors.insufficient_funds({ missing: showAmount(total - wallet.available, currency), currency });
  }
}

/** Whether so much more fits into a wallet that may hold so much at most. */
export function hasRoom(to: Wallet, received: bigint, balanceMax: bigint | undefined): boolean {
  return balanceMax === undefined || to.available + to.reserved + received <= balanceMax;
}

/** Throws, to the wallet's own holder, when it would hold more than it may. */
export function checkOwnRoom(own: Wallet, received: bigint, balanceMax: bigint | undefined): void {
  if (balanceMax === undefined || hasRoom(own, received, balanceMax)) return;
  const currency = CurrencyCode.parse(own.currency);
  throw errors.balance_max_exceeded({ limit: showAmount(balanceMax, currency), currency });
}

/** Throws unless somebody else may pay into this wallet. */
export function checkCredit(wallet: Wallet): void {
  const refusal = whyUncreditable(wallet);
  if (refusal !== undefined) throw refusal;
}

/** Why nobody may pay into this wallet; undefined where they may. What it is blocked for is the recipient's affair. */
export function whyUncreditable({ status }: Wallet): AppError | undefined {
  if (CREDITABLE.includes(status)) return undefined;
  return status === "closed" ? errors.recipient_closed() : errors.recipient_blocked();
}

const REFUSALS = {
  frozen: errors.wallet_frozen,
  blocked: errors.wallet_blocked,
  closed: errors.wallet_closed,
} as const;

function statusRefusal({ status }: Wallet) {
  assert(status !== "active", "an active wallet can be debited");
  return REFUSALS[status]();
}
