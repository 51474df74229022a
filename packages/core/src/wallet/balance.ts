import { getItem } from "@cowry/table";
import { type Currency, type Customer, isoTime, now, toWire, unseal } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { accountNumberContext } from "./opening.ts";
import { walletItem } from "./store.ts";
import type { Balance } from "./wire.ts";

/** The actor's balance as it stands: one strongly consistent read. */
export async function readBalance(actor: Customer, currency: Currency): Promise<Balance> {
  const wallet = await getItem(walletItem, { userId: actor.userId, currency });
  if (wallet === undefined) throw errors.wallet_not_found();
  return {
    balance: toWire(wallet.available + wallet.reserved),
    available: toWire(wallet.available),
    reserved: toWire(wallet.reserved),
    currency,
    account_number: unseal(wallet.accountNumber, accountNumberContext(wallet.userId)),
    as_of: isoTime(now()),
  };
}
