import type * as z from "zod/mini";
import { checkTrailCursor, type Entry, readTrail, type TrailFilter } from "../audit/index.ts";
import type { Page, Staff } from "../kernel/index.ts";
import {
  changeStatus,
  checkCursor,
  type HistoryFilter,
  listTransactions,
  type StatusChange,
  type Transaction,
  type WalletStanding,
} from "../wallet/index.ts";
import { loadAccount } from "./read.ts";

/** What happened to the account of somebody whom the actor sees. Asks for FIELD_KEYS and CURSOR_KEYS. */
export async function readTrailOf(
  actor: Staff,
  userId: string,
  filter: TrailFilter,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Entry>> {
  checkTrailCursor(actor, userId, filter, page.cursor);
  // One after the other: nothing is read of whom the actor may not see, nor goes on when the answer is out.
  await loadAccount(actor, userId);
  return readTrail(actor, userId, filter, page);
}

/** The history of somebody whom the actor sees, as the person sees it. Asks for FIELD_KEYS and CURSOR_KEYS. */
export async function readHistoryOf(
  actor: Staff,
  userId: string,
  filter: HistoryFilter,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<z.infer<typeof Transaction>>> {
  checkCursor(userId, filter, page.cursor);
  const { standing } = await loadAccount(actor, userId);
  return listTransactions({ userId, roles: standing.roles }, filter, page);
}

/** Freezes, unfreezes or closes a wallet of somebody whom the actor sees. Asks for FIELD_KEYS. */
export async function changeWalletOf(actor: Staff, change: StatusChange): Promise<z.infer<typeof WalletStanding>> {
  await loadAccount(actor, change.id);
  return changeStatus(actor, change);
}
