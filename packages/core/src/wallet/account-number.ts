import type { Write } from "@cowry/table";
import { seal } from "../kernel/index.ts";
import { accountNumberOf } from "../kernel/phone.ts";
import { changeEveryWallet } from "./every-wallet.ts";
import { accountNumberContext } from "./opening.ts";

/**
 * The account numbers of a person's wallets follow their phone: for the transaction that changes it. Rules:
 * "account_<currency>". Asks for FIELD_KEYS.
 */
export function accountNumberChange(userId: string, e164: string): Promise<Write[]> {
  const accountNumber = seal(accountNumberOf(e164), accountNumberContext(userId));
  return changeEveryWallet(userId, (currency) => `account_${currency}`, { set: { accountNumber } });
}
