import { getItem } from "@cowry/table";
import { type Currency, type Customer, isoTime, now, showAmount, unseal } from "../kernel/index.ts";
import { errors } from "./errors.ts";
import { accountNumberContext } from "./opening.ts";
import { walletItem } from "./store.ts";
import type { Balance } from "./wire.ts";

/** The actor's balance as it stands: one strongly consistent read. */
export async function readBalance(actor: Customer, currency: Currency): Promise<Balance> {
  const wallet = await getItem(walletItem, { userId: actor.userId, currency });
  if (wallet === undefined) throw errors.wallet_not_found();
  return {
    balance: showAmount(wallet.available + wallet.reserved, currency),
    available: showAmount(wallet.available, currency),
    reserved: showAmount(wallet.reserved, currency),
    currency,
    account_number: unseal(wallet.accountNumber, accountNumberContext(wallet.userId)),
    as_of: isoTime(now()),
  };
}
