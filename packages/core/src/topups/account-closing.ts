import { getItem } from "@cowry/table";
import * as z from "zod/mini";
import { alertStaff, Id, MINUTE, now } from "../kernel/index.ts";
import { walletItem } from "../wallet/index.ts";
import { findVirtualAccount, listAccounts, turnAccount, type VirtualAccountRow } from "./account-store.ts";
import { findIdentification, forgetIdentification } from "./identification-store.ts";
import type { AccountProvider } from "./ports.ts";
import { askBank } from "./received-watch.ts";
import { CLOSING_OVERDUE_MS } from "./virtual-account-model.ts";

/**
 * The end of virtual accounts: with its wallet, a number is closed at the provider, too. Whose it was stays noted: money
 * that was on its way is booked into suspense for its owner, and staff are told.
 */

export const ClosingTold = z.object({ userId: Id });

/** Closes the account of somebody whose wallet, or whole account here, is closed. Safe to repeat; the sweep goes on with it. */
export async function closeVirtualAccount(userId: string, provider: AccountProvider): Promise<void> {
  const account = await findVirtualAccount(userId, "NGN");
  if (account !== undefined) await closeWithWallet(account, provider);
  for (const mode of ["test", "live"]) {
    const identification = await findIdentification(userId, mode);
    if (identification !== undefined && (await isWalletClosed(userId))) await forgetIdentification(identification);
  }
}

async function isWalletClosed(userId: string): Promise<boolean> {
  return (await getItem(walletItem, { userId, currency: "NGN" }))?.status === "closed";
}

/** True where it is closed, or on its way. */
async function closeWithWallet(account: VirtualAccountRow, provider: AccountProvider): Promise<boolean> {
  if (!(await isWalletClosed(account.userId))) return false;
  if (account.state === "open" && !(await turnAccount(account, "closing"))) return true;
  if (account.state !== "closed") await finish({ ...account, state: "closing" }, provider);
  return true;
}

/** What the bank has of it is asked for once more, before nobody asks again. */
async function finish(account: VirtualAccountRow, provider: AccountProvider): Promise<void> {
  if (account.mode !== provider.mode) return;
  await askBank(account, provider);
  const told = await provider.closeVirtualAccount(account.providerId);
  if (told.outcome === "accepted") await turnAccount(account, "closed");
  else if (now() - (account.closingAtMs ?? now()) >= CLOSING_OVERDUE_MS) {
    alertStaff({ alert: "virtual_account_not_closed", userId: account.userId });
  }
}

const AT_ONCE = 50;
/** For how long one sweep begins anything; the same door looks for money and identifications before. */
export const SWEEP_MS = MINUTE;

/** Goes on with what the provider did not hear, and closes what was opened while its wallet was being closed. */
export async function sweepClosings(provider: AccountProvider): Promise<void> {
  const startedAt = performance.now();
  for (const state of ["closing", "open"] as const) {
    for (const account of await listAccounts(state, provider.mode, AT_ONCE)) {
      if (performance.now() - startedAt >= SWEEP_MS) return;
      try {
        await closeWithWallet(account, provider);
      } catch {
        alertStaff({ alert: "virtual_account_sweep_failed", userId: account.userId });
      }
    }
  }
}
