import { getItem, queryItems, sortKey, timeKey } from "@cowry/table";
import { type Currency, type Customer, isoTime, now, showAmount, unseal } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { accountNumberContext } from "./opening.ts";
import { entryItem, type Wallet, walletItem } from "./store.ts";
import type { Balance } from "./wire.ts";

/**
 * The actor's balance as it stands, in one strongly consistent read; or as it was at the end of a moment that is over,
 * in one query more. What was spendable then is not kept: the entries know the sum only.
 */
export async function readBalance(
  { userId }: Pick<Customer, "userId">,
  currency: Currency,
  atMs?: number,
): Promise<Balance> {
  const nowMs = now();
  const isPast = atMs !== undefined && atMs < nowMs;
  const [wallet, then] = await Promise.all([
    getItem(walletItem, { userId, currency }),
    isPast ? balanceAt(userId, currency, atMs) : undefined,
  ]);
  if (wallet === undefined) throw errors.wallet_not_found();
  return {
    ...(then === undefined ? asItStands(wallet, currency) : asItWas(then, currency)),
    currency,
    account_number: unseal(wallet.accountNumber, accountNumberContext(userId)),
    as_of: isoTime(isPast ? atMs : nowMs),
  };
}

function asItStands({ available, reserved }: Wallet, currency: Currency) {
  return {
    balance: showAmount(available + reserved, currency),
    available: showAmount(available, currency),
    reserved: showAmount(reserved, currency),
  };
}

function asItWas(balance: bigint, currency: Currency) {
  return { balance: showAmount(balance, currency), available: null, reserved: null };
}

/** Balance (available + reserved) after the last entry up to this time, itself included: the entries sort by time. */
export async function balanceAt(userId: string, currency: string, atMs: number): Promise<bigint> {
  const from = sortKey(entryItem, { currency });
  const to = sortKey(entryItem, { currency, at: timeKey(Math.max(0, atMs)) });
  const { items } = await queryItems(entryItem, { userId }, { from, to, descending: true, limit: 1 });
  return items[0]?.balanceAfter ?? 0n;
}
