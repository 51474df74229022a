import type { Write } from "@cowry/table";
import { changeEveryWallet } from "./every-wallet.ts";
import { DISPLAY_NAME_BYTES_MAX, clipBytes } from "./opening.ts";

/**
 * What gives all wallets of a person another display name, for the transaction that changes the name itself. Balances
 * do not mind: the name is set whatever moves at the same time. Rules: "name_<currency>".
 */
export function walletNaming(userId: string, displayName: string): Promise<readonly Write[]> {
  const set = { displayName: clipBytes(displayName, DISPLAY_NAME_BYTES_MAX) };
  return changeEveryWallet(userId, (currency) => `name_${currency}`, { set });
}
