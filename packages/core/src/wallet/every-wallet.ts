import { absent, check, present as exists, queryItems, update, type UpdateOptions, type Write } from "@cowry/table";
import { CURRENCIES } from "../kernel/index.ts";
import { type Wallet, walletItem } from "./store.ts";

/** A person holds one wallet per asset. */
const WALLETS_MAX = 40;

export async function walletsOf(userId: string): Promise<readonly Wallet[]> {
  return (await queryItems(walletItem, { userId }, { limit: WALLETS_MAX })).items;
}

/**
 * What changes all wallets of a person alike, for the transaction that changes the person. One that is opened meanwhile
 * would be a copy of what they were before, and so the others must not be there: whoever loses looks again. Balances do
 * not mind, and no version is raised. One write or check for each asset, under the rule that `rule` names for it.
 */
export async function changeEveryWallet(
  userId: string,
  rule: (currency: string) => string,
  change: Pick<UpdateOptions<typeof walletItem>, "set" | "remove">,
): Promise<Write[]> {
  const held = new Set((await walletsOf(userId)).map(({ currency }) => currency));
  return [...new Set([...held, ...CURRENCIES])].map((currency) =>
    held.has(currency)
      ? update(walletItem, { userId, currency }, { ...change, rule: rule(currency), when: [exists()] })
      : check(walletItem, { userId, currency }, { rule: rule(currency), when: [absent()] }),
  );
}
