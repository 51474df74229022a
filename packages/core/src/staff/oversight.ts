import type * as z from "zod/mini";
import { type Entry, readTrail, type TrailFilter } from "../audit/index.ts";
import type { Page, Staff } from "../kernel/index.ts";
import { type HistoryFilter, checkCursor, listTransactions, type Transaction } from "../wallet/index.ts";
import { loadAccount } from "./read.ts";

/** What happened to the account of somebody whom the actor sees. Asks for FIELD_KEYS and CURSOR_KEYS. */
export async function readTrailOf(
  actor: Staff,
  userId: string,
  filter: TrailFilter,
  page: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Entry>> {
  const [, trail] = await Promise.all([loadAccount(actor, userId), readTrail(actor, userId, filter, page)]);
  return trail;
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
