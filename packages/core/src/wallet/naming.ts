import { present as exists, queryItems, update, type Write } from "@cowry/table";
import { CURRENCIES } from "../kernel/index.ts";
import { walletItem } from "./store.ts";

/**
 * What gives all wallets of a person another display name, for the transaction that changes the name itself. Balances
 * do not mind: the name is set whatever moves at the same time. Rules: "name <currency>".
 */
export async function walletNaming(userId: string, displayName: string): Promise<readonly Write[]> {
  const { items } = await queryItems(walletItem, { userId }, { limit: CURRENCIES.length });
  return items.map(({ currency }) =>
    update(walletItem, { userId, currency }, { rule: `name ${currency}`, when: [exists()], set: { displayName } }),
  );
}
