import { present, queryItems, update, type Write } from "@cowry/table";
import { CURRENCIES, seal } from "../kernel/index.ts";
import { accountNumberOf } from "../kernel/phone.ts";
import { accountNumberContext } from "./opening.ts";
import { walletItem } from "./store.ts";

/**
 * The account numbers of a person's wallets follow their phone: one write per wallet, for the transaction that changes
 * it. No balance is touched, and so no version. Rules: "account_<currency>". Asks for FIELD_KEYS.
 */
export async function accountNumberChange(userId: string, e164: string): Promise<Write[]> {
  const { items } = await queryItems(walletItem, { userId }, { prefix: "#", limit: CURRENCIES.length });
  const accountNumber = seal(accountNumberOf(e164), accountNumberContext(userId));
  return items.map(({ currency }) =>
    update(
      walletItem,
      { userId, currency },
      { rule: `account_${currency}`, when: [present()], set: { accountNumber } },
    ),
  );
}
