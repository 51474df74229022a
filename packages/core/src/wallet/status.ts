import { assert, CurrencyCode, showAmount } from "../kernel/index.ts";
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

/** Throws unless somebody else may pay into this wallet. Why not is the recipient's affair. */
export function checkCredit(wallet: Wallet): void {
  if (!CREDITABLE.includes(wallet.status)) throw errors.recipient_unavailable();
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
